// A signature, step by step.

/** AWS's example key, which no account has. */
const EXAMPLE_ID = "AKIDEXAMPLE";
const EXAMPLE_SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

const exampleCredentials = { accessKeyId: EXAMPLE_ID, secretAccessKey: EXAMPLE_SECRET };

/** The example's secret signs for the example's ID alone: no server would accept it with another. */
function askSecret() {
  const isExample = text("make-id") === EXAMPLE_ID;
  find("make-secret").required = !isExample;
  find("make-secret").placeholder = isExample ? "AWS's example" : "";
}

const text = (id) => find(id).value.trim();

function makingQuestion() {
  const operation = text("make-operation");
  const [type, endpoint, token] = [text("make-type"), text("make-endpoint"), taken("make-token").trim()];
  const hasType = type && (operation === "PutObject" || operation === "PostObject");
  const secret = taken("make-secret") || EXAMPLE_SECRET;
  return {
    bucket: { bucket: text("make-bucket"), region: text("make-region"), ...(endpoint && { endpoint }) },
    credentials: { accessKeyId: text("make-id"), secretAccessKey: secret, ...(token && { sessionToken: token }) },
    operation,
    key: find("make-key").value,
    members: hasType ? [["content-type", type]] : [],
    expiresIn: Number(text("make-expires")),
    now: now(),
    showKeys: true,
  };
}

function step(title, words, value) {
  const block = value == null ? null : element("pre", { tabindex: 0, "aria-label": title }, value);
  return element("li", { class: "step" }, element("h3", {}, title), element("p", {}, words), block);
}

/** The lines of a canonical request, each with what it is. */
function canonicalLines(canonical) {
  const lines = canonical.split("\n");
  const names = ["method", "path", "query", ...lines.slice(3, -3).map(() => "header"), "empty line", "names of the signed headers", "hash of the body"];
  const rows = lines.map((line, at) => element("tr", {}, element("th", { scope: "row" }, names[at]), element("td", {}, element("code", {}, line || "(empty)"))));
  return element("details", {}, element("summary", {}, "Line by line"), element("table", { class: "settings" }, element("tbody", {}, ...rows)));
}

function requestSteps({ canonical_request: canonical, canonical_request_hash: hash, string_to_sign: string }) {
  const first = step("1. The canonical request", "The request in one spelling, so that both sides hash the same bytes: method, path, query sorted by name, signed headers in lower case and sorted, their names, and the hash of the body, which a presigned URL does not sign.", canonical);
  first.append(canonicalLines(canonical));
  return [
    first,
    step("2. Its SHA-256", "In hexadecimal digits. A byte more in the request, and this is another.", hash),
    step("3. The string to sign", "The algorithm, the time, the scope (day, region, service) and the hash: four lines. S3 answers with these two texts when the signature does not match, so that they can be compared.", string),
  ];
}

function formSteps({ form, string_to_sign: string }) {
  return [
    step("1. The policy", "What a form may send, in JSON: each field must meet its condition, until the time in it.", form.policy),
    step("2. The string to sign", "The policy in base64. A form has no canonical request: whatever meets the policy is allowed.", string),
  ];
}

function keySteps({ keys, signature }, from) {
  const names = [["day", keys.date], ["region", keys.region], ["service", keys.service], ["aws4_request", keys.signing]];
  const lines = names.map(([name, value], at) => `${at === 0 ? "HMAC(\"AWS4\" + secret" : "HMAC(the one above"}, ${name})\n${value}`);
  return [
    step(`${from}. The signing key`, "Four HMACs, from the secret over the day, the region and the service. Whoever has the last can sign for that day, region and service, and nothing else.", lines.join("\n")),
    step(`${from + 1}. The signature`, "HMAC of the string to sign with the signing key, in hexadecimal digits.", signature),
  ];
}

function lastStep(made, number) {
  const { url, method, headers, form } = made;
  const quoted = (word) => `'${word.replaceAll("'", "'\\''")}'`;
  if (form) {
    const fields = form.fields.map(([name, value]) => `${name}=${value}`).join("\n");
    const item = step(`${number}. The form`, `Send these fields, and the file last, as multipart/form-data to ${url}.`, fields);
    item.append(element("div", { class: "row" }, copyButton("Copy as HTML", form.html, "the form")));
    return item;
  }
  const words = ["curl", ...(method === "GET" ? [] : ["-X", method]), ...headers.flatMap(([name, value]) => ["-H", quoted(`${name}: ${value}`)]), ...(method === "PUT" ? ["-T", "FILE"] : []), quoted(url)];
  const item = step(`${number}. The URL`, headers.length > 0 ? "The signature is its last parameter. The headers must be sent as they were signed." : "The signature is its last parameter.", url);
  item.append(element("div", { class: "row" }, copyButton("Copy", url, "the URL"), copyButton("Copy as curl", words.join(" "), "the command")));
  return item;
}

const maker = new Library();

async function make(event) {
  event.preventDefault();
  const { result, error } = await maker.ask("make", makingQuestion());
  maker.end();
  find("make-forget").hidden = Boolean(error);
  if (error) {
    find("made").replaceChildren(element("p", { class: "note" }, `${error.sentence} `, find(error.code) ? element("a", { href: `#${error.code}` }, error.code) : error.code));
    return;
  }
  const steps = result.form ? formSteps(result) : requestSteps(result);
  const all = [...steps, ...keySteps(result, steps.length + 1)];
  all.push(lastStep(result, all.length + 1));
  find("made").replaceChildren(card("Step by step", element("ol", { class: "steps" }, ...all)));
}

function forgetMade() {
  find("made").replaceChildren();
  find("make-forget").hidden = true;
}
