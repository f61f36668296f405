import { expect, test } from "vitest";
import { tellNetwork } from "../../../tui/headless/network.ts";
import { builtMap, changedMap, smallerMap } from "../screens/network/maps.ts";

function told(...[before, now]: [before: typeof builtMap | undefined, now: typeof builtMap]): string {
  const lines: string[] = [];
  tellNetwork(before, now, (line) => lines.push(line));
  return lines.join("\n");
}

test("what has changed is told pair by pair, with the rules that decide, and by hosts", () => {
  const text = told(builtMap, changedMap);
  expect(text).toMatch(
    /Load bal\. 1 → Database 1: closed, by security groups alone → closed by the network.*\n(?: .*\n)* {4}✗ outbound rule 50 of the network ACL LoadBalancerIsolation/,
  );
  expect(text).toContain("  Services 1 on SSH/RDP: 65,536 hosts → 6 hosts");
  expect(text).not.toContain("Internet → PoC 1:");
});

test("a network that is as it was is said to be, and so is one of which nobody knows how it was", () => {
  expect(told(builtMap, builtMap)).toMatch(/It is as it was when the lab was built\.$/);
  expect(told(undefined, builtMap)).toMatch(/is not known\.$/);
});

test("a server that is gone is told of", () => {
  expect(told(builtMap, smallerMap)).toContain("PoC 1 → PoC 2: TCP 80 → not there");
});
