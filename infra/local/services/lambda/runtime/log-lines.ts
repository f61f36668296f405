import type { FunctionVersion } from "../store.ts";
import type { LogMessage } from "./messages.ts";

/** One event for CloudWatch Logs. */
export interface LogLine {
  timestamp: number;
  message: string;
}

/** What Lambda reports of an invocation. Durations in milliseconds, memory in bytes. */
export interface Report {
  requestId: string;
  status: "success" | "error" | "timeout" | "failure";
  errorType?: string;
  duration: number;
  initDuration?: number;
  memoryUsed: number;
}

const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
const MB = 1024 * 1024;

/**
 * Writes a function's log lines as Lambda does, in the format that its logging configuration asks for. Source:
 * "Working with Lambda function logs", Lambda Developer Guide; the texts as they are seen in CloudWatch Logs.
 */
export class LogFormatter {
  readonly #version: FunctionVersion;
  readonly #json: boolean;

  constructor(version: FunctionVersion) {
    this.#version = version;
    this.#json = version.logging.LogFormat === "JSON";
  }

  /** What the function wrote; nothing where its level is below the configured one. */
  application({ time, level, requestId, text, error }: LogMessage): LogLine[] {
    if (level === undefined) return [{ timestamp: time, message: text }];
    const timestamp = new Date(time).toISOString();
    if (!this.#json) return [{ timestamp: time, message: `${timestamp}\t${requestId}\t${level}\t${text}\n` }];
    if (LEVELS.indexOf(level) < LEVELS.indexOf(this.#version.logging.ApplicationLogLevel ?? "INFO"))
      return [];
    const detail = error
      ? { errorType: error.errorType, errorMessage: error.errorMessage, stackTrace: error.trace }
      : { message: text };
    return [{ timestamp: time, message: JSON.stringify({ timestamp, level, requestId, ...detail }) }];
  }

  start(requestId: string, now: number): LogLine[] {
    return this.#system(
      now,
      `START RequestId: ${requestId} Version: ${this.#version.version}\n`,
      "platform.start",
      {
        requestId,
        version: this.#version.version,
      },
    );
  }

  initStart(now: number): LogLine[] {
    const arn = runtimeVersionArn;
    return this.#system(
      now,
      `INIT_START Runtime Version: ${this.#version.runtime.replace("nodejs", "nodejs:").replace(".x", ".v1")}\tRuntime Version ARN: ${arn}\n`,
      "platform.initStart",
      {
        initializationType: "on-demand",
        phase: "init",
        runtimeVersion: this.#version.runtime.replace("nodejs", "nodejs:").replace(".x", ".v1"),
        runtimeVersionArn: arn,
      },
    );
  }

  timedOut(requestId: string, now: number): LogLine[] {
    // The JSON format says it in the report alone.
    if (this.#json) return [];
    return [
      {
        timestamp: now,
        message: `${new Date(now).toISOString()} ${requestId} Task timed out after ${this.#version.timeout.toFixed(2)} seconds\n\n`,
      },
    ];
  }

  end(report: Report, now: number): LogLine[] {
    const { requestId, status, errorType, duration, initDuration, memoryUsed } = report;
    // Since August 2025 the initialisation is billed as well.
    const billed = Math.ceil(duration + (initDuration ?? 0));
    const used = Math.min(this.#version.memorySize, Math.ceil(memoryUsed / MB));
    const parts = [
      `REPORT RequestId: ${requestId}`,
      `Duration: ${duration.toFixed(2)} ms`,
      `Billed Duration: ${billed} ms`,
      `Memory Size: ${this.#version.memorySize} MB`,
      `Max Memory Used: ${used} MB`,
      ...(initDuration === undefined ? [] : [`Init Duration: ${initDuration.toFixed(2)} ms`]),
      ...(status === "success" || status === "error"
        ? []
        : [`Status: ${status === "timeout" ? "timeout" : "error"}`]),
      ...(status === "failure" && errorType ? [`Error Type: ${errorType}`] : []),
    ];
    if (!this.#json)
      return [
        { timestamp: now, message: `END RequestId: ${requestId}\n` },
        { timestamp: now, message: `${parts.join("\t")}\t\n` },
      ];
    return this.#system(now, "", "platform.report", {
      requestId,
      metrics: {
        durationMs: Number(duration.toFixed(3)),
        billedDurationMs: billed,
        memorySizeMB: this.#version.memorySize,
        maxMemoryUsedMB: used,
        ...(initDuration === undefined ? {} : { initDurationMs: Number(initDuration.toFixed(3)) }),
      },
      status,
      ...(errorType && status !== "success" ? { errorType } : {}),
    });
  }

  /** Lambda's own lines are of level INFO. */
  #system(now: number, text: string, type: string, record: object): LogLine[] {
    if (!this.#json) return [{ timestamp: now, message: text }];
    if (LEVELS.indexOf(this.#version.logging.SystemLogLevel ?? "INFO") > LEVELS.indexOf("INFO")) return [];
    return [
      {
        timestamp: now,
        message: JSON.stringify({ time: new Date(now).toISOString(), type, record }),
      },
    ];
  }
}

/** There is no such version on AWS: the runtime here is the Node.js that Handrail itself runs on. */
const runtimeVersionArn = `arn:aws:lambda:us-east-1::runtime:${"0".repeat(64)}`;
