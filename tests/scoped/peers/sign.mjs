// Signs each line of standard input, which is JSON with a secret and with claims, as Cloudflare's sample does: "Authenticate
// against R2 with temporary credentials". Prints the JWT of each.

import { createInterface } from "node:readline";
import { SignJWT } from "jose";

for await (const line of createInterface({ input: process.stdin })) {
  const { secret, claims } = JSON.parse(line);
  const jwt = new SignJWT(claims).setProtectedHeader({ alg: "HS256", typ: "JWT" });
  console.log(await jwt.sign(new TextEncoder().encode(secret)));
}
