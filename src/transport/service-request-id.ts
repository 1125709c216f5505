const NAMES = ["x-openstack-request-id", "x-compute-request-id", "openstack-request-id", "x-trans-id"];

/** The service's id for a request, whichever header of its answer carries it; of several the first. */
export function serviceRequestId(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): string | undefined {
  for (const name of NAMES) {
    const value = headers[name];
    // A header that came several times is a list, or already joined.
    const first = (typeof value === "string" ? value : value?.[0])?.split(/[\s,]/)[0];
    if (first) return first;
  }
  return undefined;
}
