import { first, GOOD_BODY, good, http } from "./behaviours.ts";
import { Authority } from "./certificates.ts";
import type { Behaviour } from "./raw-server.ts";
import { against, create, type FaultGroup, type FaultRow, list } from "./row.ts";

function redirect(location: string | undefined, status = 302): Behaviour {
  return (socket) => void socket.write(http(status, location === undefined ? {} : { location }, ""));
}

/** The service redirects to a server of nobody we know, which tells what it got. */
function elsewhere(call: typeof list, status: number): FaultRow["play"] {
  return async (stage) => {
    const other = await stage.raw((socket, { headers }) => {
      const token = headers["x-auth-token"] === undefined ? "without" : "with";
      socket.write(http(200, {}, JSON.stringify(`the answer of the other server, asked ${token} the token`)));
    });
    return against(redirect(`${other.url}/v2.1/servers`, status), { call })(stage);
  };
}

/** The first request is redirected; the second is told what it was. */
function redirectTo(code: number): Behaviour {
  return first(1, redirect("/v2.1/servers/1", code), (socket, { method, body }) => {
    const told = `the answer to ${method}, ${body === "" ? "without" : "with"} a body`;
    socket.write(http(200, {}, JSON.stringify(told)));
  });
}

/** Answers that send elsewhere. */
export const REDIRECTS: FaultGroup = {
  title: "Redirects",
  rows: [
    {
      fault: "GET: to another path",
      play: against(first(1, redirect("/v2.1/servers/"))),
      sees: "the answer",
      requests: 2,
      took: "at once",
    },
    {
      fault: "GET: 100 redirects",
      play: against(first(100, redirect("/v2.1/servers"))),
      sees: "HttpError REDIRECT_REFUSED, 302",
      requests: 11,
      took: "at once",
    },
    {
      fault: "GET: to another origin",
      play: elsewhere(list, 302),
      sees: "the answer of the other server, asked without the token",
      requests: 2,
      took: "at once",
    },
    {
      fault: "POST: to another origin",
      play: elsewhere(create, 307),
      sees: "HttpError REDIRECT_REFUSED, 307",
      requests: 1,
      took: "at once",
    },
    {
      fault: "POST: 307 to another path",
      play: against(first(1, redirect("/v2.1/servers/", 307)), { call: create }),
      sees: "the answer",
      requests: 2,
      took: "at once",
    },
    {
      fault: "POST: 303 to what was made",
      play: against(redirectTo(303), { call: create }),
      sees: "the answer to GET, without a body",
      requests: 2,
      took: "at once",
    },
    {
      fault: "POST: 302 to another path",
      play: against(redirectTo(302), { call: create }),
      sees: "the answer to POST, with a body",
      requests: 2,
      took: "at once",
    },
    {
      fault: "GET: from https to http",
      play: async (stage) => {
        const authority = new Authority();
        const plain = await stage.raw(good);
        const tls = authority.issue({ hosts: ["127.0.0.1"] });
        const server = await stage.raw(redirect(`${plain.url}/v2.1/servers`), { tls });
        return list(stage.service(server.url, { tls: { ca: authority.cert } }));
      },
      sees: "HttpError REDIRECT_REFUSED, 302",
      requests: 1,
      took: "at once",
    },
    {
      fault: "GET: to a file",
      play: against(redirect("file:///etc/passwd")),
      sees: "HttpError REDIRECT_REFUSED, 302",
      requests: 1,
      took: "at once",
    },
    {
      fault: "GET: without saying where to",
      play: against(redirect(undefined)),
      sees: "HttpError REDIRECT_REFUSED, 302",
      requests: 1,
      took: "at once",
    },
    {
      fault: "GET: 300 with choices",
      play: against((socket) => void socket.write(http(300, {}, GOOD_BODY))),
      sees: "the answer",
      requests: 1,
      took: "at once",
    },
  ],
};
