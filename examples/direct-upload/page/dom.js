// Elements without a template language. Text is only ever set as text: no name of a file becomes markup.

/** A new element. An attribute is left out if its value is false, null or undefined. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (attribute.startsWith("on")) made.addEventListener(attribute.slice(2), value);
    else if (value === true) made.setAttribute(attribute, "");
    else if (value !== false && value != null) made.setAttribute(attribute, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

/** A button that does something. */
export function button(label, name, onclick) {
  return element("button", { type: "button", "data-do": name, onclick }, label);
}

export const byId = (id) => document.getElementById(id);
