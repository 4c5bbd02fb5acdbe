// @smithy/signature-v4, the signer of the AWS SDK for JavaScript and of its presigner.
import { Sha256 } from '@aws-crypto/sha256-js';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import { Cannot, EMPTY, UNSIGNED, run } from './cases.mjs';

await run(async (of) => {
  const { credentials, request, rules } = of;
  const isQuery = of.place === 'query';
  if (rules.token_parameter || !rules.sign_token) throw new Cannot('a token by another name, or one that is not signed');
  if ((rules.encode_path === 'once') === rules.normalize_path) throw new Cannot('a path that is normalized in another way');
  if (isQuery && of.expires === null) throw new Cannot('no expiry');
  const [, scheme, host, path, , text = ''] = /^(\w+):\/\/([^/?]*)([^?]*)(\?(.*))?$/s.exec(request.url);
  const query = {};
  for (const part of text.split('&').filter(Boolean)) {
    const at = part.indexOf('=');
    const [name, value] = (at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)]).map(decodeURIComponent);
    query[name] = name in query ? [query[name], value].flat() : value;
  }
  const [hostname, port] = host.split(':');
  const headers = { host };
  for (const [name, value] of request.headers) {
    if (name.toLowerCase() in headers) throw new Cannot('a header that is repeated');
    headers[name.toLowerCase()] = value;
  }
  if (of.payload === UNSIGNED && isQuery) headers['x-amz-content-sha256'] = UNSIGNED;
  else if (of.payload !== EMPTY && !headers['x-amz-content-sha256']) throw new Cannot('the hash of a body that is not there');
  const signer = new SignatureV4({
    credentials: {
      accessKeyId: credentials.access_key_id,
      secretAccessKey: credentials.secret_access_key,
      sessionToken: credentials.session_token,
    },
    region: of.region,
    service: of.service,
    sha256: Sha256,
    uriEscapePath: rules.encode_path === 'twice',
    applyChecksum: false,
  });
  const asked = new HttpRequest({ method: request.method, protocol: `${scheme}:`, hostname, port, path: path || '/', query, headers });
  const signingDate = new Date(of.time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!isQuery) return (await signer.sign(asked, { signingDate })).headers;
  const own = new Set(request.headers.map(([name]) => name.toLowerCase()));
  const made = await signer.presign(asked, {
    expiresIn: of.expires,
    signingDate,
    unhoistableHeaders: own,
    unsignableHeaders: new Set(['x-amz-content-sha256']),
    signableHeaders: own,
  });
  const escaped = (value) => encodeURIComponent(value).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const pairs = Object.entries(made.query).flatMap(([name, value]) => [value].flat().map((one) => `${escaped(name)}=${escaped(one)}`));
  return `${scheme}://${host}${made.path}?${pairs.join('&')}`;
});
