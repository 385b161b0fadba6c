// Counts digests beside the page, one file after another: {number, file} in, {number, hex} or {number, error} out.
import { digestOf } from "./sha256.js";

let before = Promise.resolve();

onmessage = ({ data: { number, file } }) => {
  before = before
    .then(() => digestOf(file))
    .then((hex) => postMessage({ number, hex }), (error) => postMessage({ number, error: error.name }));
};
