// For Node, Deno and Bun.

import { use } from './tokens.js';
import module from './verify-module.js';

use(module);

export { PresignError, token } from './tokens.js';
