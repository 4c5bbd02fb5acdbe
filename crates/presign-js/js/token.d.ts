import type { Credentials, Time } from 'presign';

export { PresignError } from 'presign';

export interface TokenOptions {
  region: string;
  credentials: Credentials;
  now?: Time | undefined;
}

export interface Token {
  token: string;
  expiresAt: Date;
}

export function token(kind: 'rds', options: TokenOptions & { host: string; port: number; user: string }): Token;
export function token(
  kind: 'dsql',
  options: TokenOptions & { host: string; admin?: boolean | undefined; expiresIn?: number | undefined },
): Token;
export function token(
  kind: 'elasticache',
  options: TokenOptions & { cache: string; user: string; serverless?: boolean | undefined },
): Token;
export function token(kind: 'memorydb', options: TokenOptions & { cluster: string; user: string }): Token;
export function token(kind: 'msk', options: TokenOptions): Token;
export function token(kind: 'eks', options: TokenOptions & { cluster: string }): Token;
