// Makes the page: one file with the style, the scripts, the module, and the tables of docs/causes.md and docs/errors.md. Wants xz.
//
//     node site/build.mjs explain.wasm out.html

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

/** In the order in which they need one another. */
const SCRIPTS = ["dom.js", "library.js", "times.js", "marks.js", "answer.js", "secret.js", "making.js", "examples.js", "main.js"];

/** Without comments and indentation: no string in the scripts has several lines. */
const short = (code) => code.replace(/^\s*\/\*\*[^]*?\*\/$/gm, "").replace(/^\s*\/\/.*$/gm, "").replace(/^\s+/gm, "");

const file = (name) => readFileSync(new URL(name, import.meta.url), "utf8");

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\"", "&quot;");

/** The Markdown of a cell: code, and links, of which the words stay. */
function inline(markdown) {
  const parts = markdown.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").split("`");
  return parts.map((part, at) => (at % 2 === 1 ? `<code>${escaped(part)}</code>` : escaped(part))).join("");
}

/** Each section of docs/causes.md. */
function readCauses(page) {
  return page.split("\n## `").slice(1).map((section) => {
    const [name, rest] = [section.slice(0, section.indexOf("`")), section.slice(section.indexOf("\n"))];
    const paragraphs = rest.split("\n\n").map((text) => text.trim()).filter(Boolean);
    const find = (start) => paragraphs.find((text) => text.startsWith(start))?.slice(start.length).replaceAll("\n", " ");
    return { name, what: paragraphs[0].replaceAll("\n", " "), see: find("See it: "), mend: find("Do: "), settings: readSettings(rest) };
  });
}

/** The rows of the tables, with the words of a sentence that a table is for. */
function readSettings(section) {
  let about = "";
  return section.split("\n").flatMap((line) => {
    about = /^Where it says "(.*)":$/.exec(line)?.[1] ?? about;
    const [, tool, setting] = /^\| ([^`|]+) \| `(.*)` \|$/.exec(line) ?? [];
    return tool ? [{ about, tool, line: setting.replaceAll("\\|", "|") }] : [];
  });
}

/** Each row of docs/errors.md, with its section. */
function readCodes(page) {
  return page.split("\n## ").slice(1).flatMap((section) => {
    const kind = section.slice(0, section.indexOf("\n"));
    return section.split("\n").flatMap((line) => {
      const [, name, cause, way] = /^\| `([a-z0-9-]+)` \| (.*?) \| (.*) \|$/.exec(line) ?? [];
      return name ? [{ name, kind, cause, way }] : [];
    });
  });
}

function settingsHtml(settings) {
  const rows = settings.map(({ about, tool, line }) =>
    `<tr data-tool="${escaped(tool)}" data-about="${escaped(about)}"><th scope="row">${escaped(tool)}</th><td><code>${escaped(line)}</code></td></tr>`);
  const groups = [...new Set(settings.map(({ about }) => about))].map((about) => {
    const title = about ? `The setting, where it says “${escaped(about)}”` : "The setting in each tool";
    return `<h4>${title}</h4><table class="settings"><tbody>${rows.filter((_, at) => settings[at].about === about).join("")}</tbody></table>`;
  });
  return groups.join("");
}

const heading = (name) => `<h3><a href="#${name}"><code>${name}</code></a></h3>`;

function codeWords({ kind, cause, way }) {
  return `<p>${inline(cause)}</p><p class="do">${inline(way)}</p><p class="quiet">Kind of error: ${escaped(kind)}</p>`;
}

function causeHtml({ name, what, see, mend, settings }, code) {
  const also = code ? `<h4>As the code of an error</h4>${codeWords(code)}` : "";
  return `<article class="entry" id="${name}">${heading(name)}<p>${inline(what)}</p>`
    + `<h4>How to see it</h4><p>${inline(see)}</p><h4>What to do</h4><p class="do">${inline(mend)}</p>${settingsHtml(settings)}${also}</article>`;
}

const codeHtml = (code) => `<article class="entry" id="${code.name}">${heading(code.name)}${codeWords(code)}</article>`;

const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Nothing but what is in the page runs, and the page reaches nothing. */
function policy(script, style) {
  return ["default-src 'none'", `script-src ${hash(script)} 'wasm-unsafe-eval'`, `style-src ${hash(style)}`, "img-src data:",
    "worker-src blob:", "connect-src 'none'", "base-uri 'none'", "form-action 'none'"].join("; ");
}

/** One script, which has no imports, with the other half of the module, and the numbers of its functions. */
function worker() {
  const [, explain, solve, make] = /\[EXPLAIN, SOLVE, MAKE\] = \[(\d+), (\d+), (\d+)\]/.exec(file("../crates/presign-js/js/explain.js"));
  const instance = file("../crates/presign-js/js/instance.js").replace(/^export /gm, "");
  return `const FUNCTIONS = { explain: ${explain}, solve: ${solve}, make: ${make} };\n${short(instance + file("unpack.js") + file("worker.js"))}`;
}

function build(modulePath) {
  const causes = readCauses(file("../docs/causes.md"));
  const codes = new Map(readCodes(file("../docs/errors.md")).map((code) => [code.name, code]));
  const field = (name) => new RegExp(`^${name} = "(.*)"$`, "m").exec(file("../Cargo.toml"))[1];
  const [version, home] = [field("version"), field("homepage")];
  const names = new Set(causes.map(({ name }) => name));
  const script = `"use strict";(() => {\nconst [VERSION, HOME] = ${JSON.stringify([version, home])};\n${short(SCRIPTS.map(file).join("\n"))}})();\n`;
  const style = short(file("page.css"));
  const parts = {
    version,
    style,
    script,
    policy: policy(script, style),
    worker: worker(),
    module: execFileSync("xz", ["--format=lzma", "-9e", "--stdout", modulePath], { maxBuffer: 1 << 26 }).toString("base64"),
    length: statSync(modulePath).size,
    index: causes.map(({ name }) => `<a href="#${name}">${name}</a>`).join(""),
    causes: causes.map((cause) => causeHtml(cause, codes.get(cause.name))).join("\n"),
    codes: [...codes.values()].filter(({ name }) => !names.has(name)).map(codeHtml).join("\n"),
  };
  // One pass: what is put in is not looked at again.
  return file("page.html").replace(/\{(\w+)\}/g, (whole, name) => parts[name] ?? whole);
}

const [modulePath, out] = process.argv.slice(2);
const page = build(modulePath);
writeFileSync(out, page);
console.log(`${out}: ${page.length} bytes, ${gzipSync(page, { level: 9 }).length} with gzip`);
