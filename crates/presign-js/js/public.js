// What every entry exports.

export { Bucket, PresignError, Signer } from './presign.js';
