export { PresignError } from 'presign';

/** What there is besides the paste. */
export interface Evidence {
  /** A Date, or seconds since 1970. */
  now?: Date | number | undefined;
  answer?: string | undefined;
  method?: string | undefined;
  headers?: Record<string, string> | [string, string][] | undefined;
}

export interface Finding {
  kind: string;
  certainty: 'proved' | 'told' | 'likely';
  sentence: string;
}

export interface Cause extends Finding {
  cures: { tool: string; line: string }[];
}

export interface Line {
  line: string;
  signed: string | null;
  received: string | null;
}

export interface Inspection {
  signed_with: string | null;
  host: string;
  path: string;
  access_key_id: string | null;
  region: string | null;
  service: string | null;
  has_session_token: boolean;
  signed_at: string | null;
  expires_at: string | null;
  seconds_left: number | null;
  headers_to_send: string[];
  operation: string | null;
  findings: Finding[];
}

export interface Comparison {
  code: string;
  message: string;
  lines: Line[];
  differences: Line[];
  causes: Cause[];
  findings: Finding[];
}

export interface Report {
  read: {
    what: string;
    parts: ('url' | 'method' | 'headers' | 'signed' | 'answer')[];
    method: string | null;
    headers: string[];
  };
  is_good: boolean;
  inspection: Inspection | null;
  causes: Cause[];
  comparison: Comparison | null;
  signed: { canonical_request: string; string_to_sign: string; is_masked: boolean } | null;
  text: string;
  share: string;
}

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
}

export interface SolveOptions extends Evidence {
  credentials: Credentials;
  budget?: number | undefined;
  otherHosts?: string[] | undefined;
  body?: string | undefined;
  /** Returns false to end the search. */
  progress?: ((tried: number) => boolean | void) | undefined;
}

export interface Proof {
  found: boolean;
  tried: number;
  changes_tried: number;
  is_complete: boolean;
  sentence: string;
  changes: { kind: string; line: string; signed: string | null; sent: string | null; sentence: string }[];
  findings: Finding[];
}

export interface MakeOptions {
  bucket: {
    bucket: string;
    region?: string | undefined;
    provider?: string | undefined;
    account?: string | undefined;
    endpoint?: string | undefined;
    customDomain?: string | undefined;
    forcePathStyle?: boolean | undefined;
  };
  credentials: Credentials;
  operation: string;
  key?: string | undefined;
  members?: [string, string][] | undefined;
  expiresIn: number;
  window?: number | undefined;
  now?: Date | number | undefined;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  startsWith?: [string, string][] | undefined;
  showKeys?: boolean | undefined;
}

export interface Made {
  url: string;
  method: string;
  headers: [string, string][];
  expires_at: string;
  canonical_request?: string;
  canonical_request_hash?: string;
  form?: { fields: [string, string][]; policy: string; html: string };
  string_to_sign: string;
  keys?: { date: string; region: string; service: string; signing: string };
  signature: string;
}

export interface Explainer {
  explain(paste: string, options?: Evidence): Report;
  solve(paste: string, options: SolveOptions): Proof;
  make(options: MakeOptions): Made;
}

export function load(source?: URL | string | Response | BufferSource | WebAssembly.Module): Promise<Explainer>;
