// The page: a paste, its answer, the tabs and the report.

const explainer = new Library();
let shown;
let turn = 0;
/** The access key ID of the paste before, which the next one replaces, unless another was typed. */
let filled = "";

/** A word that is a cause or a code of an error: its entry is shown. */
function entryOf(paste) {
  const word = /^[\s`"'(]*([a-z0-9]+(?:-[a-z0-9]+)*)[\s`"')]*$/.exec(paste)?.[1];
  const entry = word && find(word);
  return entry?.classList.contains("entry") ? entry : undefined;
}

function showEntry(entry) {
  const copy = entry.cloneNode(true);
  copy.removeAttribute("id");
  copy.querySelectorAll("[id]").forEach((part) => part.removeAttribute("id"));
  copy.className = "card";
  find("answer").replaceChildren(copy);
  say(copy.textContent);
}

function show() {
  const { paste, result, error } = shown;
  const entry = entryOf(paste);
  find("clear").hidden = paste === "";
  find("tries").hidden = paste.trim() !== "";
  find("share").hidden = !result || Boolean(entry);
  find("secret").hidden = !result?.read.parts.includes("url");
  if (paste.trim() === "") {
    find("answer").replaceChildren();
    say("");
  } else if (entry) {
    showEntry(entry);
  } else if (error) {
    find("answer").replaceChildren(element("p", { class: "note" }, error.sentence));
    say(error.sentence);
  } else {
    find("answer").replaceChildren(...cards(result));
    say(heard(result));
    if (["", filled].includes(find("key-id").value)) {
      filled = result.inspection?.access_key_id ?? "";
      find("key-id").value = filled;
    }
  }
}

/** Whether the answer that is seen is that of an earlier paste. */
function read(isBusy) {
  find("answer").setAttribute("aria-busy", isBusy);
  if (isBusy) {
    find("share").hidden = true;
    say("Reading");
  }
}

async function explain() {
  const mine = ++turn;
  const paste = find("paste").value;
  const isEmpty = paste.trim() === "" || entryOf(paste);
  // A paste that takes long does not keep the next one waiting.
  if (explainer.waiting.size > 0) explainer.fail("");
  const slow = setTimeout(() => read(true), 500);
  const { result, error } = isEmpty ? {} : await explainer.ask("explain", { paste, now: now() });
  clearTimeout(slow);
  // Something else was typed in the meantime.
  if (mine !== turn) return;
  read(false);
  if (paste !== shown?.paste) find("solved").replaceChildren();
  shown = { paste, result, error };
  show();
}

let timer;
function typed() {
  clearTimeout(timer);
  timer = setTimeout(explain, 150);
}

function pasted(value) {
  find("search").reset();
  forget();
  find("paste").value = value;
  explain();
}

/** As `presign explain --share` writes it, with the address of each cause. */
function report() {
  const text = shown.result.share;
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(Math.max(3, longest + 1));
  const kinds = [...new Set([...document.querySelectorAll("#answer .more")].map(({ hash }) => hash))];
  const more = kinds.map((hash) => `- ${HOME}${hash}\n`).join("");
  return `presign ${VERSION} in a browser\n\n${fence}text\n${text}${text.endsWith("\n") ? "" : "\n"}${fence}\n${more && "\n"}${more}`;
}

function select(tab, isFocused) {
  for (const other of find("tabs").children) {
    const isThis = other === tab;
    other.setAttribute("aria-selected", isThis);
    other.tabIndex = isThis ? 0 : -1;
    find(other.getAttribute("aria-controls")).hidden = !isThis;
  }
  if (isFocused) tab.focus();
}

function moveTab(event) {
  const tabs = [...find("tabs").children];
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step) select(tabs[(tabs.indexOf(event.target) + step + tabs.length) % tabs.length], true);
}

function listTools() {
  const tools = new Set([...document.querySelectorAll("tr[data-tool]")].map((row) => row.dataset.tool));
  find("tool").append(...[...tools].sort().map((tool) => element("option", {}, tool)));
}

function listExamples() {
  const kinds = [...document.querySelectorAll("#causes .entry")].map(({ id }) => id).filter((id) => EXAMPLES[id]);
  find("example").append(...kinds.map((kind) => element("option", { value: kind }, kind.replaceAll("-", " "))));
}

async function showExample(kind) {
  if (!kind) return;
  find("example").value = kind;
  pasted(await example(kind));
}

/** What a link asks for: a cause, or the second tab. */
function follow() {
  if (location.hash === "#making") select(find("tab-making"));
}

find("tabs").hidden = false;
select(find("tab-explain"));
listTools();
listExamples();
find("paste").addEventListener("input", typed);
find("example").addEventListener("change", ({ target }) => showExample(target.value));
find("tries").addEventListener("click", ({ target }) => showExample(target.dataset.example));
find("tries").hidden = false;
find("tool").addEventListener("change", () => shown?.result && show());
find("clear").addEventListener("click", () => { pasted(""); find("example").value = ""; find("paste").focus(); });
find("share").addEventListener("click", () => copy(report(), find("share"), "Copy a report to share"));
find("search").addEventListener("submit", search);
find("stop").addEventListener("click", stop);
find("make").addEventListener("submit", make);
find("make-forget").addEventListener("click", () => { forgetMade(); find("make").querySelector("button.main").focus(); });
find("make-id").addEventListener("input", askSecret);
find("tabs").addEventListener("keydown", moveTab);
for (const tab of find("tabs").children) tab.addEventListener("click", () => select(tab));
addEventListener("hashchange", follow);
addEventListener("pagehide", () => { forget(); taken("make-secret"); taken("make-token"); forgetMade(); });
follow();
