// For Vercel's edge functions, which want the question mark.

import { use } from './tokens.js';
import module from './verify.wasm?module';

use(module);

export { PresignError, token } from './tokens.js';
