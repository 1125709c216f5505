// The package as CommonJS sees it.
const assert = require("node:assert/strict");
const { password, Session } = require("osauth");
const { ServiceType } = require("osauth/service-types");

assert.equal(typeof Session, "function");
assert.equal(typeof password, "function");
assert.equal(ServiceType.Compute.type, "compute");
