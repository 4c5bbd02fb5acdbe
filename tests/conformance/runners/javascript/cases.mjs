// What the runners in JavaScript share: see cases.py, which says what a line is.
import { readFileSync } from 'node:fs';

export const UNSIGNED = 'UNSIGNED-PAYLOAD';
export const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

export class Cannot extends Error {}

const { cases } = JSON.parse(readFileSync(process.argv[2]));

// `sign` returns a URL, or an object of the headers to send.
export async function run(sign) {
  for (const of of cases) {
    let line;
    try {
      const made = await sign(of);
      line = typeof made === 'string' ? { url: made } : { headers: made };
    } catch (error) {
      line = { [error instanceof Cannot ? 'cannot' : 'refused']: String(error.message ?? error) };
    }
    console.log(JSON.stringify({ id: of.id, ...line }));
  }
}
