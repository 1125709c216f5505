const CAUSES: readonly (readonly [found: RegExp, what: string, advice: string])[] = [
  // By its text too: some of these come as EPROTO.
  [
    /wrong.version.number|packet.length.too.long|http.request/i,
    "the server does not speak TLS there",
    "check the scheme and the port of the address",
  ],
  [
    /^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)/,
    "the server's certificate is for another name",
    "use an address with a name that it is for",
  ],
  [
    /^CERT_(HAS_EXPIRED|NOT_YET_VALID)/,
    "the server's certificate does not hold today",
    "unless this machine's clock is wrong, the server needs another one",
  ],
  [
    /^(UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|CERT_UNTRUSTED)/,
    "the server's certificate is not accepted",
    "name the authority that signed it with tls.ca, or cacert in clouds.yaml",
  ],
  [/^ERR_OSSL/, "the certificates or the key given cannot be used", "check tls.ca, tls.cert and tls.key"],
  [/alert/i, "the server refused the TLS connection", "it may want a client certificate, tls.cert and tls.key"],
];

/** What went wrong with TLS, and what to do about it. */
export function explainTls(root: { readonly code: string; readonly message: string }, reason: string): string {
  const text = `${root.code} ${root.message}`;
  const [, what, advice] = CAUSES.find(([found]) => found.test(text)) ?? [];
  if (what === undefined) return `no TLS connection came about (${reason})`;
  return `${what} (${reason}); ${advice}`;
}
