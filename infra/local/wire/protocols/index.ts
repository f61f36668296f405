import type { ProtocolName } from "../model.ts";
import { awsQuery } from "./aws-query.ts";
import { ec2Query } from "./ec2-query.ts";
import { jsonRpc } from "./json-rpc.ts";
import type { Protocol } from "./protocol.ts";
import { restJson } from "./rest-json.ts";
import { restXml } from "./rest-xml.ts";

/** Every protocol that AWS's services speak, but for rpc-v2-cbor, which no client of ours sends. */
export const PROTOCOLS: Record<ProtocolName, Protocol> = {
  awsJson1_0: jsonRpc("1.0"),
  awsJson1_1: jsonRpc("1.1"),
  awsQuery,
  ec2Query,
  restJson1: restJson,
  restXml,
};
