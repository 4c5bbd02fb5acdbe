// What somebody might try with a URL that is not theirs, and what the bucket answers.

import { button, element, worded } from "./dom.js";
import { Refused, send } from "./send.js";
import { text } from "./text.js";

const otherKey = (request) => {
  const url = new URL(request.url);
  url.pathname += "-other";
  return { ...request, url: url.href };
};

const otherType = (request) => ({
  ...request,
  headers: request.headers.map(([name, value]) => (name === "content-type" ? [name, "text/html"] : [name, value])),
});

const longer = (request) => ({ ...request, url: request.url.replace(/X-Amz-Expires=\d+/, "X-Amz-Expires=604800") });

const TRIALS = [
  ["again", (request) => request],
  ["other-key", otherKey],
  ["other-type", otherType],
  ["longer", longer],
];

/** Buttons that send a request once more, changed or not. */
export function experiments(subject, part) {
  if (subject.kind !== "put") return null;
  const answer = element("p", { class: "answer", role: "status", id: "misuse-answer" });
  const buttons = TRIALS.map(([name, change]) =>
    button(`try-${name}`, name, async () => {
      answer.textContent = text("try-sending");
      answer.replaceChildren(...(await outcome(change(part.request), subject.content(part))));
    }));
  return element("div", { class: "misuse" },
    worded("h4", "whoever-has-this"),
    element("div", { class: "buttons" }, ...buttons),
    answer);
}

async function outcome(request, blob) {
  try {
    const { status } = await send(request, blob);
    return [`${text("bucket-took-it")} `, element("small", { class: "code" }, status)];
  } catch (error) {
    if (!(error instanceof Refused)) return [text("bucket-not-reached")];
    // Here something has been changed.
    const told = error.code === "SignatureDoesNotMatch" ? ["bucket-SignatureDoesNotMatch"] : error.told;
    return [`${text("try-refused", { error: told })} `, element("small", { class: "code" }, error.small)];
  }
}
