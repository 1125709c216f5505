// A span for each request of osauth, in any OpenTelemetry SDK that is registered, such as @opentelemetry/sdk-node.
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import type { DiagnosticEvents } from "osauth";

/**
 * Call it once, before the first request; a span's parent is whatever span is active where the request was made. Gives
 * what ends it.
 */
export function traceRequests(): () => void {
  const tracer = trace.getTracer("osauth");
  const spans = new Map<string, Span>();
  const ends = [
    on("osauth:request", ({ id, method, url, service = "osauth" }) => {
      const { hostname, port, protocol } = new URL(url);
      const attributes = {
        "http.request.method": method,
        "url.full": url,
        "server.address": hostname,
        "server.port": Number(port) || (protocol === "https:" ? 443 : 80),
        "openstack.service.type": service,
      };
      spans.set(id, tracer.startSpan(`${method} ${service}`, { kind: SpanKind.CLIENT, attributes }));
    }),
    on("osauth:retry", ({ id, attempt, delay, status = 0 }) => {
      spans.get(id)?.addEvent("retry", { "osauth.attempt": attempt, "osauth.delay": delay, "osauth.status": status });
    }),
    on("osauth:response", ({ id, status, requestId, retries, error }) => {
      const span = spans.get(id);
      spans.delete(id);
      if (status !== undefined) span?.setAttribute("http.response.status_code", status);
      if (requestId !== undefined) span?.setAttribute("openstack.request.id", requestId);
      if (retries > 0) span?.setAttribute("http.request.resend_count", retries);
      if (status === undefined || status >= 400) {
        span?.setAttribute("error.type", error?.code ?? String(status));
        span?.setStatus({ code: SpanStatusCode.ERROR, message: error?.message ?? `HTTP ${status}` });
      }
      span?.end();
    }),
  ];
  return () => {
    for (const end of ends) end();
  };
}

/** Gives what ends it. */
function on<Name extends keyof DiagnosticEvents>(
  name: Name,
  listen: (event: DiagnosticEvents[Name]) => void,
): () => void {
  const heard = (event: unknown): void => listen(event as DiagnosticEvents[Name]);
  subscribe(name, heard);
  return () => void unsubscribe(name, heard);
}
