// Signs what stands on each line of standard input with AWS's SDK for JavaScript: {url, key, keyPairId, dateLessThan, hash}
// with dateGreaterThan and ipAddress for a custom policy. Prints {url, cookies}.

import { createInterface } from "node:readline";
import { getSignedCookies, getSignedUrl } from "@aws-sdk/cloudfront-signer";

for await (const line of createInterface({ input: process.stdin })) {
  const { url, key, keyPairId, dateLessThan, dateGreaterThan, ipAddress, hash } = JSON.parse(line);
  const date = (seconds) => seconds && new Date(seconds * 1000).toISOString();
  const input = {
    url,
    keyPairId,
    privateKey: key,
    dateLessThan: date(dateLessThan),
    dateGreaterThan: date(dateGreaterThan),
    ipAddress: ipAddress ?? undefined,
    algorithm: hash,
  };
  console.log(JSON.stringify({ url: getSignedUrl(input), cookies: getSignedCookies(input) }));
}
