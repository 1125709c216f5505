import { context, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, expect, it } from "vitest";
import { password, Session } from "../../src/index.ts";
import { type EmbeddedCloud, startCloud } from "../../src/testing/index.ts";
import { failure } from "../support/failure.ts";
import { traceRequests } from "./opentelemetry.ts";

const exporter = new InMemorySpanExporter();
let cloud: EmbeddedCloud;
let stop: () => void;
beforeAll(async () => {
  cloud = await startCloud();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
  stop = traceRequests();
});
afterAll(async () => {
  stop();
  trace.disable();
  context.disable();
  await cloud.close();
});

it("the OpenTelemetry example makes a span for each request, below the caller's, with what came of it", async () => {
  await using session = new Session({ auth: password(cloud.credentials) });
  await session.authenticate();
  exporter.reset();
  using _ = cloud.fault({ path: "/compute/v2.1/servers", status: 503, headers: { "retry-after": "0" }, times: 1 });
  const tracer = trace.getTracer("test");
  const compute = session.adapter("compute");
  await tracer.startActiveSpan("work", async (span) => {
    await compute.get("/servers").json();
    await failure(compute.get("/nothing"));
    span.end();
  });
  const [listed, missing, work] = exporter.getFinishedSpans();
  const { hostname, port } = new URL(cloud.url);
  expect(listed?.name).toBe("GET compute");
  expect(listed?.attributes).toMatchObject({
    "server.address": hostname,
    "server.port": Number(port),
    "http.response.status_code": 200,
    "http.request.resend_count": 1,
    "openstack.request.id": expect.stringMatching(/^req-/),
  });
  expect(listed?.events).toEqual([expect.objectContaining({ name: "retry" })]);
  expect(listed?.parentSpanContext?.spanId).toBe(work?.spanContext().spanId);
  expect(missing).toMatchObject({
    status: { code: SpanStatusCode.ERROR },
    attributes: { "http.response.status_code": 404, "error.type": "404" },
  });
});
