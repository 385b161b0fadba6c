// node uppy.mjs ENDPOINT COOKIE TOKEN FILE: uploads with Uppy and its plugin for tus, and prints the address.
import { readFileSync } from "node:fs";
import Uppy from "@uppy/core";
import Tus from "@uppy/tus";

const [endpoint, cookie, token, file] = process.argv.slice(2);
const data = readFileSync(file);
data.size = data.length; // what Uppy asks of a browser's file; outside a browser tus-js-client takes a buffer
const uppy = new Uppy({ logger: { debug() {}, warn() {}, error: (...what) => console.error(...what) } });
uppy.use(Tus, {
  endpoint,
  headers: { Cookie: cookie, "X-CSRFToken": token },
  retryDelays: Array(400).fill(500),
});
uppy.addFile({ name: "interview.opus", type: "audio/ogg", data });
const { successful } = await uppy.upload();
if (successful.length !== 1) process.exit(1);
console.log(successful[0].uploadURL ?? successful[0].response?.uploadURL);
process.exit(0);
