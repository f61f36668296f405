import { Agent, get } from "node:http";
import { TaskError } from "../runtime/errors.ts";

export interface SiteStatus {
  url: string;
  /** The HTTP status, or 0 where nothing answered in time. */
  status: number;
  note?: string;
}

/** Long enough for a load balancer that has just come up; a dropped packet never answers at all. */
const TIME_OUT = 5_000;

/**
 * Asks each site for its page. 403 is an answer too: the 2019 template writes no page, and Apache's test page is
 * served with that status.
 *
 * @param last whether to be content with what answers
 * @throws TaskError `NotYet` while a site does not answer, unless it is the last look
 */
export async function probeSites(hosts: string[], last: boolean): Promise<{ sites: SiteStatus[] }> {
  const sites = await Promise.all(hosts.map((host) => probe(`http://${host}/`)));
  const silent = sites.filter((site) => site.note);
  if (silent.length > 0 && !last)
    throw new TaskError("notYet", silent.map((site) => `${site.url}: ${site.note}`).join("; "));
  return { sites };
}

function probe(url: string): Promise<SiteStatus> {
  return new Promise((resolve) => {
    // The function's environment may name a proxy, as the local account's does; on AWS there is none.
    const agent = new Agent({ proxyEnv: process.env });
    const request = get(url, { agent, timeout: TIME_OUT }, (response) => {
      response.resume();
      const status = response.statusCode ?? 0;
      resolve(
        status === 200 || status === 403 ? { url, status } : { url, status, note: `answers ${status}` },
      );
      agent.destroy();
    });
    request.on("timeout", () => request.destroy(new Error(`no answer within ${TIME_OUT / 1000} s`)));
    request.on("error", (error) => {
      agent.destroy();
      resolve({ url, status: 0, note: error.message });
    });
  });
}
