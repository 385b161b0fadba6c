// node tus_js_client.mjs ENDPOINT COOKIE TOKEN FILE: uploads with tus-js-client, and prints the address.
import { createReadStream } from "node:fs";
import { Upload } from "tus-js-client";

const [endpoint, cookie, token, file, parallel] = process.argv.slice(2);
const source = createReadStream(file);
const upload = new Upload(source, {
  endpoint,
  headers: { Cookie: cookie, "X-CSRFToken": token },
  metadata: { filename: "interview.opus", filetype: "audio/ogg" },
  retryDelays: Array(400).fill(500),
  parallelUploads: Number(parallel ?? 1),
  onError: (error) => { console.error(String(error)); process.exit(1); },
  onSuccess: () => { console.log(upload.url); process.exit(0); },
});
upload.start();
