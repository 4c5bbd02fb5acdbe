// The second module, compiled once for those that share it.

import bytes from './verify.base64.js';

export default new WebAssembly.Module(bytes);
