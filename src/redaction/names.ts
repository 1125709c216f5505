/** Where it ends like this, in lower case and with "_" between words, a name is one of a secret. */
const SECRET_ENDS = new RegExp(
  [
    "(?:password|passwd|passphrase|passcode|secret|signature|assertion|verifier|receipt|authorization|cookie)s?$",
    // These tell where a list goes on.
    "(?<!(?:next|page|continuation)_?)tokens?$",
    "(?:private|secret|api|auth|sync|shared|signing|encryption|customer|account|master|temp_?url)_?keys?(?:_?\\d+)?$",
    "(?:device|auth|authorization)_?code$",
    "(?:^|_|admin|root|user|db)(?:pass|pwd)$",
    "(?:^|_)(?:psk|t?otp|sig)s?$",
    "(?:^|_)user_?data$",
    "^(?:personality|blob|payload|saml_?response)$",
  ].join("|"),
);

/** Whether what stands under a name is a secret: a header, a member of JSON, or a parameter, however it is spelt. */
export function isSecretName(name: string): boolean {
  return SECRET_ENDS.test(/^[a-z\d]+(?:_[a-z\d]+)*$/.test(name) ? name : wordsOf(name));
}

function wordsOf(name: string): string {
  const words = name.replaceAll(/([a-z\d])([A-Z])/g, "$1_$2").replaceAll(/[^A-Za-z\d]+/g, "_");
  return words.toLowerCase();
}

/** Whether what stands under a name is a secret where that lies in something with a name of its own, its holder's. */
export function isSecretMember(name: string, holder: string): boolean {
  if (name === "id") return /(?:token|receipt)s?$/i.test(holder);
  return isSecretName(name === "value" ? holder : name);
}
