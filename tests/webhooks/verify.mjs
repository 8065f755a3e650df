// Verifies one delivery with the reference implementation: reads a file with {"secret", "headers", "body"}, ends with 0 where it holds.
import { readFileSync } from "node:fs";
import { Webhook } from "standardwebhooks";

const { secret, headers, body } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const event = new Webhook(secret).verify(body, headers);
console.log(event.id);
