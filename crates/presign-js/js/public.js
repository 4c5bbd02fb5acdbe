// What every entry exports.

export { Bucket, PresignError, Signer, token } from './presign.js';
