// For Cloudflare Workers, which compile modules ahead and nothing later.

import { use } from './presign.js';
import module from './presign.wasm';

use(module);

export * from './public.js';
