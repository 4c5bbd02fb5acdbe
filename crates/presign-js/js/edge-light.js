// For Vercel's edge functions, which want the question mark.

import { use } from './presign.js';
import module from './presign.wasm?module';

use(module);

export * from './public.js';
