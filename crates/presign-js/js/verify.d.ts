import type { Credentials, Time } from 'presign';

export { PresignError } from 'presign';

export interface Received {
  method: string;
  /** The target of the request line, with its query, as it arrived. */
  url: string;
  headers: Record<string, string | string[] | undefined> | Iterable<readonly [string, string]>;
  /** Without it the body is not looked at. */
  body?: string | ArrayBuffer | ArrayBufferView | null | undefined;
}

export interface VerifyOptions {
  /** The credentials, or a function that finds those of an access key ID. */
  credentials: Credentials | ((accessKeyId: string) => Credentials | null | undefined);
  region: string;
  service: string;
  now?: Time | undefined;
  /** In seconds. */
  maxExpires?: number | undefined;
  clockSkew?: number | undefined;
}

export interface Verified {
  accessKeyId: string;
  place: 'query' | 'header';
  /** Of a presigned URL. */
  expiresAt: Date | undefined;
  signedHeaders: string[];
  isBodyVerified: boolean;
}

export function verify(request: Received, options: VerifyOptions): Verified;
