import type { Socket } from "node:net";
import type { Behaviour } from "./raw-server.ts";

/** The answer every healthy server of the matrix gives. */
export const GOOD_BODY = '{"servers":[{"id":"1"}]}';

/** An answer as bytes; Content-Length is that of the body unless it is named. */
export function http(status: number, headers: Readonly<Record<string, string>>, body: string | Buffer): Buffer {
  const length = Buffer.byteLength(body);
  const all = { "content-type": "application/json", "content-length": String(length), ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status} Status\r\n${lines.join("")}\r\n`), Buffer.from(body)]);
}

/** Answers as a healthy service. */
export const good: Behaviour = (socket) => void socket.write(http(200, {}, GOOD_BODY));

/** Answers with these bytes, and leaves the connection open. */
export function answers(bytes: Buffer | string): Behaviour {
  return (socket) => void socket.write(bytes);
}

/** Answers with a status, and JSON in the words of an OpenStack service. */
export function status(code: number, headers: Readonly<Record<string, string>> = {}): Behaviour {
  return answers(http(code, headers, JSON.stringify({ error: { code, message: "This fault was asked for." } })));
}

/** Sends these bytes, if any, and resets the connection. */
export function resetAfter(bytes: string): Behaviour {
  return (socket) => {
    if (bytes === "") socket.resetAndDestroy();
    else socket.write(bytes, () => setTimeout(() => socket.resetAndDestroy(), 20));
  };
}

/** Sends these bytes and closes the connection in good order. */
export function closeAfter(bytes: string | Buffer): Behaviour {
  return (socket) => void socket.end(bytes);
}

/** Sends the bytes one by one. */
export function drip(bytes: string | Buffer, every: number): Behaviour {
  return (socket) => {
    const all = Buffer.from(bytes);
    let sent = 0;
    const timer = setInterval(() => {
      if (sent === all.length) clearInterval(timer);
      else socket.write(all.subarray(sent, ++sent));
    }, every);
    socket.on("close", () => clearInterval(timer));
  };
}

/** Sends something again and again until nobody takes it. */
export function forever(first: string, more: string, every: number): Behaviour {
  return (socket) => {
    socket.write(first);
    const timer = setInterval(() => socket.write(more), every);
    socket.on("close", () => clearInterval(timer));
  };
}

/** The first requests fare one way, the others another. */
export function first(times: number, fault: Behaviour, then: Behaviour = good): Behaviour {
  return (socket, request) => (request.index < times ? fault : then)(socket, request);
}

/** Breaks a connection as soon as it stands. */
export function hangUp(socket: Socket): void {
  socket.resetAndDestroy();
}

/** Answers with this many megabytes of a JSON text, as fast as they are taken. */
export function flood(megabytes: number, head: string): Behaviour {
  const piece = Buffer.alloc(100_000, " ");
  return (socket) => {
    let sent = 0;
    socket.write(head);
    const send = (): void => {
      while (sent++ < megabytes * 10) if (!socket.write(piece)) return;
      socket.off("drain", send).end();
    };
    socket.on("drain", send);
    send();
  };
}
