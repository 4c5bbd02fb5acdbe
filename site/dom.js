// Elements. Text is only ever set as text: nothing that was pasted becomes markup.

/** Attributes that are false, null or undefined are left out. */
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (attribute.startsWith("on")) made.addEventListener(attribute.slice(2), value);
    else if (value === true) made.setAttribute(attribute, "");
    else if (value !== false && value != null) made.setAttribute(attribute, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

const find = (id) => document.getElementById(id);

/** Tells a screen reader, which hears the same words again only when they change. */
function say(text) {
  find("said").textContent = text;
}

/** A button that copies a text, and says so. */
function copyButton(label, text, what) {
  const button = element("button", { type: "button", "aria-label": `${label} ${what}` }, label);
  button.addEventListener("click", () => copy(text, button, label));
  return button;
}

async function copy(text, button, label) {
  const isCopied = await toClipboard(text);
  button.textContent = isCopied ? "Copied" : "Not allowed";
  say(isCopied ? "Copied" : "The browser does not allow copying");
  setTimeout(() => { button.textContent = label; }, 1500);
}

/** Pages without TLS have no clipboard of their own. */
async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = element("textarea", { class: "hidden" });
    field.value = text;
    document.body.append(field);
    field.select();
    const isCopied = document.execCommand("copy");
    field.remove();
    return isCopied;
  }
}
