/// <reference lib="esnext.disposable" />

/** What the AWS SDK's providers give, once awaited. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  readonly expiration?: Date | number | undefined;
  readonly accountId?: string | undefined;
}

export type Provider =
  | 'aws' | 'alibaba' | 'b2' | 'ceph' | 'exoscale' | 'fastly' | 'garage' | 'gcs' | 'hetzner' | 'huawei' | 'ibm' | 'idrive'
  | 'ionos' | 'linode' | 'minio' | 'oracle' | 'ovh' | 'r2' | 'scaleway' | 'selectel' | 'spaces' | 'storj' | 'supabase'
  | 'tencent' | 'tigris' | 'upcloud' | 'vultr' | 'wasabi' | 'yandex';

export interface BucketOptions {
  /** The bucket's name, or the ARN of an access point. */
  bucket: string;
  region?: string | undefined;
  provider?: Provider | undefined;
  /** For providers that have it in their hosts, such as R2. */
  account?: string | undefined;
  endpoint?: string | undefined;
  customDomain?: string | undefined;
  forcePathStyle?: boolean | undefined;
  credentials: Credentials;
  /** Refuses URLs that would expire with the credentials, before their own time. */
  fullLifetime?: boolean | undefined;
}

/** `fetch(presigned.url, presigned)` sends it. */
export interface Presigned {
  readonly url: string;
  readonly method: string;
  /** What the client must send. */
  readonly headers: Readonly<Record<string, string>>;
  /** The end of the URL's life or of the credentials', whichever is first. */
  readonly expiresAt: Date;
  toString(): string;
}

export interface Signed {
  readonly url: string;
  readonly method: string;
  /** All that is to be sent. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Form {
  url: string;
  fields: Readonly<Record<string, string>>;
  expiresAt: Date;
}

/** A Date, or seconds since 1970. */
export type Time = Date | number;

export interface Common {
  /** In seconds, up to 604,800; 900 by default. */
  expiresIn?: number | undefined;
  now?: Time | undefined;
  /** The URL stays the same for so many seconds, so that browsers can cache what it names. */
  window?: number | undefined;
}

export interface GetOptions extends Common {
  /** The name that a browser saves it under. */
  filename?: string | undefined;
  /** The content type of the answer. */
  contentType?: string | undefined;
  versionId?: string | undefined;
}

export interface BodyOptions extends Common {
  contentLength?: number | undefined;
  /** The 32 bytes of the body's hash. */
  sha256?: Uint8Array | ArrayBuffer | undefined;
}

export interface PutOptions extends BodyOptions {
  contentType?: string | undefined;
  metadata?: Record<string, string> | undefined;
  /** `*` refuses to replace an object. */
  ifNoneMatch?: '*' | undefined;
}

export interface PostOptions {
  expiresIn?: number | undefined;
  now?: Time | undefined;
  /** In bytes. */
  maxLength: number;
  minLength?: number | undefined;
  contentType?: string | undefined;
  fields?: Record<string, string> | undefined;
  /** What the values of fields must begin with. */
  startsWith?: Record<string, string> | undefined;
}

export type Members = Record<string, string | number | boolean> | readonly (readonly [string, string | number | boolean])[];

export class Bucket {
  constructor(options: BucketOptions);
  get(key: string, options?: GetOptions): Presigned;
  put(key: string, options?: PutOptions): Presigned;
  delete(key: string, options?: Common & { versionId?: string | undefined }): Presigned;
  part(key: string, uploadId: string, number: number, options?: BodyOptions): Presigned;
  post(key: string, options: PostOptions): Form;
  /** Any operation by S3's name of it, such as `ListObjectsV2`. */
  operation(name: string, key: string | null, members?: Members, options?: Common): Presigned;
  /** The same with the signature in headers. */
  sign(name: string, key: string | null, members?: Members, options?: { now?: Time | undefined }): Signed;
  /** An error has `index`. */
  getMany(keys: Iterable<string>, options?: GetOptions): string[];
  setCredentials(credentials: Credentials): void;
  dispose(): void;
  [Symbol.dispose](): void;
}

export interface Request {
  method?: string | undefined;
  url: string | URL;
  headers?: Record<string, string> | Iterable<readonly [string, string]> | undefined;
  body?: string | ArrayBuffer | ArrayBufferView | null | undefined;
  /** The hash of a body that is not at hand, or `UNSIGNED-PAYLOAD`. */
  payloadHash?: string | undefined;
}

export interface SignerOptions {
  region: string;
  service: string;
  credentials: Credentials;
  fullLifetime?: boolean | undefined;
}

export class Signer {
  constructor(options: SignerOptions);
  sign(request: Request, options?: { now?: Time | undefined }): Signed;
  presign(request: Request, options?: { expiresIn?: number | undefined; now?: Time | undefined }): Presigned;
  setCredentials(credentials: Credentials): void;
  dispose(): void;
  [Symbol.dispose](): void;
}

export class PresignError extends Error {
  constructor(code: string, message: string, index?: number);
  /** A stable name. */
  readonly code: string;
  /** Which of many. */
  readonly index?: number;
}
