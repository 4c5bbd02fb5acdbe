// For Cloudflare Workers, which compile modules ahead and nothing later.

import { use } from './tokens.js';
import module from './verify.wasm';

use(module);

export { PresignError, token } from './tokens.js';
