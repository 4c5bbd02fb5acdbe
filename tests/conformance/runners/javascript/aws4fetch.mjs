// aws4fetch's AwsV4Signer.
import { AwsV4Signer } from 'aws4fetch';
import { Cannot, EMPTY, UNSIGNED, run } from './cases.mjs';

await run(async (of) => {
  const { credentials, request, rules } = of;
  const isQuery = of.place === 'query';
  if (rules.token_parameter) throw new Cannot('a token by another name');
  if (of.service === 's3' ? rules.encode_path !== 'once' || rules.normalize_path : rules.normalize_path === false) {
    throw new Cannot('a path that is encoded or normalized in another way than the service does');
  }
  if (of.payload !== (of.service === 's3' && isQuery ? UNSIGNED : EMPTY)) throw new Cannot('the hash of a body that is not there');
  if (new Set(request.headers.map(([name]) => name.toLowerCase())).size < request.headers.length) {
    throw new Cannot('a header that is repeated');
  }
  if (isQuery && of.expires === null) throw new Cannot('no expiry');
  const signer = new AwsV4Signer({
    method: request.method,
    url: isQuery ? `${request.url}${request.url.includes('?') ? '&' : '?'}X-Amz-Expires=${of.expires}` : request.url,
    headers: request.headers,
    accessKeyId: credentials.access_key_id,
    secretAccessKey: credentials.secret_access_key,
    sessionToken: credentials.session_token,
    service: of.service,
    region: of.region,
    datetime: of.time,
    signQuery: isQuery,
    appendSessionToken: rules.sign_token === false,
    allHeaders: true,
    // S3's path is decoded first.
    singleEncode: rules.encode_path === 'once' && of.service !== 's3',
  });
  const made = await signer.sign();
  return isQuery ? made.url.toString() : Object.fromEntries(made.headers);
});
