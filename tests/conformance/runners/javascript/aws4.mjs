// aws4's sign().
import aws4 from 'aws4';
import { Cannot, EMPTY, UNSIGNED, run } from './cases.mjs';

await run(async (of) => {
  const { credentials, request, rules } = of;
  const isQuery = of.place === 'query';
  if (rules.token_parameter || !rules.sign_token) throw new Cannot('a token by another name, or one that is not signed');
  if (of.service === 's3' ? rules.encode_path !== 'once' || rules.normalize_path : rules.encode_path === 'once' || !rules.normalize_path) {
    throw new Cannot('a path that is encoded or normalized in another way than the service does');
  }
  if (of.payload !== (of.service === 's3' && isQuery ? UNSIGNED : EMPTY)) throw new Cannot('the hash of a body that is not there');
  if (isQuery && of.expires === null) throw new Cannot('no expiry');
  const [, scheme, host, target] = /^(\w+):\/\/([^/?]*)(.*)$/s.exec(request.url);
  const headers = { 'X-Amz-Date': of.time };
  for (const [name, value] of request.headers) {
    const known = Object.keys(headers).find((other) => other.toLowerCase() === name.toLowerCase());
    if (known) throw new Cannot('a header that is repeated');
    headers[name] = value;
  }
  const path = target.startsWith('/') ? target : `/${target}`;
  const options = { service: of.service, region: of.region, method: request.method, host, headers };
  if (isQuery) {
    delete headers['X-Amz-Date'];
    const added = `X-Amz-Date=${of.time}&X-Amz-Expires=${of.expires}`;
    Object.assign(options, { signQuery: true, path: `${path}${path.includes('?') ? '&' : '?'}${added}` });
  } else {
    options.path = path;
  }
  const made = aws4.sign(options, {
    accessKeyId: credentials.access_key_id,
    secretAccessKey: credentials.secret_access_key,
    sessionToken: credentials.session_token,
  });
  return isQuery ? `${scheme}://${host}${made.path}` : made.headers;
});
