import { readFileSync } from "node:fs";
import { openTerminal } from "./drive/terminal.ts";
const t = openTerminal({ home: "/tmp/h/fleet-home", columns: Number(process.argv[2]), rows: Number(process.argv[3]), args: ["fleet", "--accounts", "/tmp/h/fleet.txt"], patience: 60000 });
const t0 = performance.now();
await t.shows(/All are looked at/);
console.log("first round", Math.round(performance.now() - t0));
const times: number[] = [];
const pointed = () => t.lines().find((l) => l.startsWith("›"))?.slice(0, 30);
for (let i = 0; i < 60; i++) {
  const before = pointed();
  const start = performance.now();
  t.press(i < 30 ? "j" : "k");
  await t.shows((lines) => lines.find((l) => l.startsWith("›"))?.slice(0, 30) !== before);
  times.push(performance.now() - start);
  await new Promise((r) => setTimeout(r, 60));
}
times.sort((a, b) => a - b);
console.log("median", times[30]!.toFixed(1), "slowest", times.at(-1)!.toFixed(1), "p95", times[56]!.toFixed(1));
const ticks = () => { const f = readFileSync(`/proc/${t.pid}/stat`, "utf8").split(" "); return Number(f[13]) + Number(f[14]); };
const a = ticks();
await new Promise((r) => setTimeout(r, 20000));
console.log("idle %", (ticks() - a) / 20, readFileSync(`/proc/${t.pid}/status`, "utf8").match(/VmRSS.*/)![0]);
await t.leave();
