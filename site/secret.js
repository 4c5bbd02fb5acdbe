// The search for what a signature was made for. The secret is typed, used once and forgotten.

/** About ten seconds of trying. */
const BUDGET = 3_000_000;

/** Reads the field and empties it: the value lives on in the question alone, which the worker's end takes with it. */
function taken(id) {
  const field = find(id);
  const { value } = field;
  field.value = "";
  field.defaultValue = "";
  return value;
}

function showProgress(isOn) {
  const [start, end] = [find("search").querySelector("button.main"), find("stop")];
  const [from, to] = isOn ? [start, end] : [end, start];
  // Whoever uses the keyboard stays where they were.
  const hasFocus = document.activeElement === from;
  find("progress").hidden = !isOn;
  start.disabled = isOn;
  to.hidden = false;
  if (hasFocus) to.focus();
  end.hidden = !isOn;
}

function changeLine({ line, signed, sent }) {
  return { line, signed, received: sent };
}

/** What the search found. */
function proof(result) {
  const { found, tried, is_complete: isComplete, sentence, changes, findings } = result;
  const body = [];
  if (found) {
    const cause = { kind: changes[0]?.kind, certainty: "proved", sentence, cures: [] };
    body.push(element("ul", { class: "causes" }, causeItem(cause, changes.length > 0)));
  }
  if (found && changes.length === 0) body.push(element("p", {}, "The URL and the secret belong together. A server that refuses it nevertheless received something else, or has another secret for this access key ID: paste its answer."));
  if (changes.length > 0) body.push(sides(changes.map(changeLine), "signed"));
  if (!found) {
    body.push(element("h3", {}, "Nothing was found"), element("p", {}, isComplete
      ? "All changes were tried alone and in pairs, and the common ones by three, and none has this signature."
      : "As many changes were tried as the search makes, and none has this signature."),
    element("p", {}, "Then the secret is another, or a header was signed with a value that only its signer knows: paste the command with the value that you believe was signed, name the method, or the host that a proxy hides."));
  }
  if (findings.length > 0) body.push(element("ul", { class: "causes" }, ...findings.map((finding) => causeItem(finding, false))));
  body.push(element("p", { class: "quiet" }, `${tried.toLocaleString()} ${tried === 1 ? "request was" : "requests were"} tried.`));
  return body;
}

/** The request as the answer shows it, where nobody said what was sent. What is shown with a … is not known. */
function arrivedParts(result) {
  const lines = result?.comparison?.lines ?? [];
  const received = lines.filter((it) => it.received != null && !`${it.line}${it.received}`.includes("…"));
  const known = new Set(result?.read.headers ?? []);
  const headers = received
    .filter(({ line }) => line.startsWith("header ") && line !== "header host")
    .map(({ line, received: value }) => [line.slice("header ".length), value])
    .filter(([name]) => !known.has(name));
  return { method: received.find(({ line }) => line === "method")?.received, headers };
}

const searcher = new Library((tried) => {
  find("progress").value = tried / BUDGET;
  find("tried").textContent = `${tried.toLocaleString()} requests tried`;
});

async function search(event) {
  event.preventDefault();
  const paste = find("paste").value;
  const arrived = arrivedParts(shown?.result);
  const method = find("sent-method").value || (shown?.result?.read.method ? "" : arrived.method);
  const host = find("other-host").value.trim();
  const token = taken("key-token").trim();
  const question = {
    evidence: { paste, now: now(), headers: arrived.headers, ...(method && { method }) },
    credentials: { accessKeyId: find("key-id").value.trim(), secretAccessKey: taken("key-secret"), ...(token && { sessionToken: token }) },
    budget: BUDGET,
    otherHosts: host ? [host] : [],
  };
  showProgress(true);
  find("solved").replaceChildren();
  say("Searching");
  const { result, error } = await searcher.ask("solve", question);
  searcher.end();
  showProgress(false);
  find("tried").textContent = "";
  find("solved").replaceChildren(...(error ? [element("p", { class: "note" }, error.sentence)] : proof(result)));
  say(error ? error.sentence : result.sentence);
}

function stop() {
  searcher.fail("The search was stopped, and what it knew of the secret is gone.");
}

/** Forgets what was typed, when the page is left or another paste comes. */
function forget() {
  taken("key-secret");
  taken("key-token");
  find("solved").replaceChildren();
}
