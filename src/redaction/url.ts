const SECRET_PARAMETERS = /^(temp_url_sig|signature|sig|token|access_token|code|password|secret|x-amz-signature)$/i;

/** The URL without user information and with secret query values masked, for messages and logs. */
export function redactUrl(url: string): string {
  const cut = url.indexOf("?");
  if (cut < 0 && !url.includes("@")) return url;
  try {
    const parsed = new URL(url);
    parsed.username = "";
    parsed.password = "";
    for (const name of [...parsed.searchParams.keys()]) {
      if (SECRET_PARAMETERS.test(name)) parsed.searchParams.set(name, "redacted");
    }
    return parsed.href;
  } catch {
    return (cut < 0 ? url : url.slice(0, cut)).replace(/\/\/[^/]*@/, "//");
  }
}
