// What somebody might try with a URL that is not theirs, and what the bucket answers.

import { button, element } from "./dom.js";
import { Refused, send } from "./send.js";

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
  ["again", "Send it again", (request) => request],
  ["other-key", "To another key", otherKey],
  ["other-type", "As another type", otherType],
  ["longer", "Make it last longer", longer],
];

/** Buttons that send a request once more, changed or not. */
export function experiments(subject, part) {
  if (subject.kind !== "put") return null;
  const answer = element("p", { class: "answer", role: "status", id: "misuse-answer" });
  const buttons = TRIALS.map(([name, label, change]) =>
    button(label, name, async () => {
      answer.textContent = "Sending…";
      answer.replaceChildren(...(await outcome(change(part.request), subject.content(part))));
    }));
  return element("div", { class: "misuse" },
    element("h4", {}, "Whoever has this URL could try"),
    element("div", { class: "buttons" }, ...buttons),
    answer);
}

async function outcome(request, blob) {
  try {
    const { status } = await send(request, blob);
    return ["The bucket took it. ", element("small", { class: "code" }, status)];
  } catch (error) {
    if (!(error instanceof Refused)) return ["The bucket could not be reached."];
    return [`Refused. ${error.message} `, element("small", { class: "code" }, error.small)];
  }
}
