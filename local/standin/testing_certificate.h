// A certificate for tests, whose key nobody has.
#pragma once

namespace standin::testing {

// For photos.example.com and www.example.com; what it is valid until.
inline constexpr char kCertificate[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIB6DCCAY2gAwIBAgIUNVU2I3LBoY6RF34VHCe9zE0kFxUwCgYIKoZIzj0EAwIw\n"
    "LDENMAsGA1UECgwEVGVzdDEbMBkGA1UEAwwScGhvdG9zLmV4YW1wbGUuY29tMCAX\n"
    "DTI2MTEyOTIxMTA0M1oYDzIxMjYxMTA1MjExMDQzWjAsMQ0wCwYDVQQKDARUZXN0\n"
    "MRswGQYDVQQDDBJwaG90b3MuZXhhbXBsZS5jb20wWTATBgcqhkjOPQIBBggqhkjO\n"
    "PQMBBwNCAAT2ctNvPWx4RNU2Hq4aVPMzJGoDsEGfADXRigagbAl3VjfYOwgL3XEX\n"
    "jtzjHcftATF4pQD2dlMKs6IQ8BR5DljEo4GKMIGHMB0GA1UdDgQWBBT29Rr/5KCM\n"
    "xbgsWm5HG1+bmiL+FDAfBgNVHSMEGDAWgBT29Rr/5KCMxbgsWm5HG1+bmiL+FDAP\n"
    "BgNVHRMBAf8EBTADAQH/MDQGA1UdEQQtMCuCEnBob3Rvcy5leGFtcGxlLmNvbYIP\n"
    "d3d3LmV4YW1wbGUuY29thwR/AAABMAoGCCqGSM49BAMCA0kAMEYCIQC2IHzRGOsn\n"
    "s3aEQKmy+YY7oKLBEHb7BJCPiFLk3zywtQIhAKLCWoUNZOnFRKvnh18s3GQeEhOP\n"
    "TNqSPAbHOOrwOcKy\n"
    "-----END CERTIFICATE-----\n";
inline constexpr char kCertificateEnds[] = "2126-11-05T21:10:43.000Z";

}  // namespace standin::testing
