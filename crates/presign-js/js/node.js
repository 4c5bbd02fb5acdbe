// For Node, Deno and Bun. The module is in the code, so that bundlers need not know of it.

import bytes from './presign.base64.js';
import { use } from './presign.js';

use(new WebAssembly.Module(bytes));

export * from './public.js';
