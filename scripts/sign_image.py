#!/usr/bin/env python3
"""Signs an image in a folder of OCI's layout as cosign does, with OpenSSL alone.

    openssl ecparam -name prime256v1 -genkey -noout -out key.pem; openssl ec -in key.pem -pubout -out key.pub
    skopeo copy --preserve-digests docker://REGISTRY/REPOSITORY:TAG oci:FOLDER:TAG
    scripts/sign_image.py --key key.pem --reference REGISTRY/REPOSITORY:TAG FOLDER [TAG]
    skopeo copy --preserve-digests oci:FOLDER:sha256-....sig docker://REGISTRY/REPOSITORY:sha256-....sig

Prints the signature's tag. The format is https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md: what is signed is a JSON
object with the digest of the image's manifest ("simple signing"), by ECDSA with P-256 and SHA-256; object and signature are an image of
their own, whose tag is made of the digest. Without a transparency log: who verifies has the public key.
"""

import argparse
import base64
import hashlib
import json
import pathlib
import re
import subprocess
import sys

NAME = "org.opencontainers.image.ref.name"
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
CONFIG = "application/vnd.oci.image.config.v1+json"
PAYLOAD = "application/vnd.dev.cosign.simplesigning.v1+json"
SIGNATURE = "dev.cosignproject.cosign/signature"
TYPE = "cosign container image signature"


class Wrong(Exception):
    """What is said to the caller."""


def digest_of(content):
    return "sha256:" + hashlib.sha256(content).hexdigest()


def tag_of(digest):
    return digest.replace(":", "-") + ".sig"


class Layout:
    """https://github.com/opencontainers/image-spec/blob/main/image-layout.md"""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        try:
            version = json.loads((self.folder / "oci-layout").read_text())["imageLayoutVersion"]
            self.index = json.loads((self.folder / "index.json").read_text())
            self.index["manifests"]
        except (OSError, ValueError, KeyError, TypeError) as why:
            raise Wrong(f"{folder} is no OCI layout: {why}") from None
        if version != "1.0.0":
            raise Wrong(f"{folder}: layout version {version} is not known")

    def path(self, digest):
        if not re.fullmatch(r"sha256:[0-9a-f]{64}", str(digest)):
            raise Wrong(f"{digest!r} is no SHA-256 digest")
        return self.folder / "blobs/sha256" / digest.removeprefix("sha256:")

    def read(self, descriptor):
        """The bytes that a descriptor promises."""
        path = self.path(descriptor.get("digest"))
        content = path.read_bytes() if path.is_file() else b""
        if digest_of(content) != descriptor["digest"] or len(content) != descriptor.get("size"):
            raise Wrong(f"{path} is missing, or not what its digest says")
        return content

    def add(self, content, media_type, **more):
        path = self.path(digest_of(content))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return {"mediaType": media_type, "size": len(content), "digest": digest_of(content)} | more

    def named(self, name):
        return [entry for entry in self.index["manifests"] if entry.get("annotations", {}).get(NAME) == name]

    def image(self, name=None):
        """The descriptor of the image: by its name, or the only one that is no signature."""
        found = self.named(name) if name else [
            entry for entry in self.index["manifests"] if not entry.get("annotations", {}).get(NAME, "").endswith(".sig")]
        if len(found) != 1:
            raise Wrong(f"{self.folder} has {len(found)} images{f' named {name}' if name else ''}: name one")
        return found[0]

    def put(self, name, descriptor):
        kept = [entry for entry in self.index["manifests"] if entry not in self.named(name)]
        self.index["manifests"] = kept + [descriptor | {"annotations": {NAME: name}}]
        new = self.folder / "index.json.new"
        new.write_text(json.dumps(self.index))
        new.rename(self.folder / "index.json")


def compact(value):
    return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()


def openssl(*arguments, stdin=None):
    return subprocess.run(["openssl", *arguments], input=stdin, capture_output=True, check=False)


def require_p256(key, *how):
    shown = openssl("pkey", "-in", str(key), *how, "-noout", "-text")
    if shown.returncode != 0 or b"prime256v1" not in shown.stdout:
        raise Wrong(f"{key} is no key of the curve P-256 in PEM")


def payload_of(digest, reference):
    return compact({"critical": {"identity": {"docker-reference": reference}, "image": {"docker-manifest-digest": digest}, "type": TYPE},
                    "optional": {"creator": "fotogal"}})


def config_of(layers):
    return compact({"architecture": "", "os": "", "config": {}, "created": "0001-01-01T00:00:00Z", "history": [],
                    "rootfs": {"type": "layers", "diff_ids": [layer["digest"] for layer in layers]}})


def layers_of(layout, tag):
    """Signatures that are there already, by other keys or of other names."""
    return [layer for entry in layout.named(tag) for layer in json.loads(layout.read(entry))["layers"]]


def sign(folder, name, key, reference):
    require_p256(key)
    layout = Layout(folder)
    image = layout.image(name)
    layout.read(image)
    payload = payload_of(image["digest"], reference)
    signed = openssl("dgst", "-sha256", "-sign", str(key), stdin=payload)
    if signed.returncode != 0:
        raise Wrong(f"openssl does not sign with {key}: {signed.stderr.decode().strip()}")
    layer = layout.add(payload, PAYLOAD, annotations={SIGNATURE: base64.b64encode(signed.stdout).decode()})
    tag = tag_of(image["digest"])
    layers = layers_of(layout, tag) + [layer]
    manifest = compact({"schemaVersion": 2, "mediaType": MANIFEST, "config": layout.add(config_of(layers), CONFIG), "layers": layers})
    layout.put(tag, layout.add(manifest, MANIFEST))
    return tag


def run(act, about, arguments):
    """The program ACT_image: prints what `act(folder, name, key, reference)` returns."""
    program = f"{act.__name__}_image"
    parser = argparse.ArgumentParser(prog=f"{program}.py", description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--key", required=True)
    parser.add_argument("--reference", required=True)
    parser.add_argument("folder")
    parser.add_argument("name", nargs="?")
    options = parser.parse_args(arguments)
    try:
        print(act(options.folder, options.name, options.key, options.reference))
    except (Wrong, ValueError, KeyError) as why:
        print(f"{program}: {why}", file=sys.stderr)
        return 1
    return 0


def main(arguments):
    return run(sign, __doc__, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
