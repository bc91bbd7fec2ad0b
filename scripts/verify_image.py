#!/usr/bin/env python3
"""Tells whether an image in a folder of OCI's layout is whole and signed (scripts/sign_image.py, or cosign with a key).

    skopeo copy --preserve-digests docker://REGISTRY/REPOSITORY:TAG oci:FOLDER:TAG
    skopeo copy --preserve-digests docker://REGISTRY/REPOSITORY:sha256-....sig oci:FOLDER:sha256-....sig
    scripts/verify_image.py --key key.pub --reference REGISTRY/REPOSITORY[:TAG] FOLDER [TAG]

Ends with 0 and prints the digest if one signature is of that key, of this image and for this reference (without a tag: for any tag of
the repository), else with 1.
"""

import base64
import json
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.dont_write_bytecode = True
import sign_image  # noqa: E402
from sign_image import Wrong  # noqa: E402


def is_signed_by(key, payload, signature):
    with tempfile.NamedTemporaryFile() as file:
        file.write(signature)
        file.flush()
        return sign_image.openssl("dgst", "-sha256", "-verify", str(key), "-signature", file.name, stdin=payload).returncode == 0


def repository_of(reference):
    """Without tag or digest. A colon before the last slash is of a port."""
    reference = reference.partition("@")[0]
    head, slash, last = reference.rpartition("/")
    return head + slash + last.partition(":")[0]


def is_for(payload, digest, reference):
    """Why the payload does not speak of this image; None if it does."""
    try:
        critical = json.loads(payload)["critical"]
        kind, of = critical["type"], critical["image"]["docker-manifest-digest"]
        named = critical["identity"]["docker-reference"]
        if not isinstance(named, str):
            raise TypeError
    except (ValueError, KeyError, TypeError):
        return "what is signed is no simple signing object"
    if kind != sign_image.TYPE:
        return f"what is signed is of type {kind!r}"
    if of != digest:
        return f"what is signed is {of}"
    wanted = reference == repository_of(reference) and repository_of(named) == reference or named == reference
    return None if wanted else f"it was signed as {named}"


def require_whole(layout, image):
    """Every part of the image is what its digest says; of an index, every image in it."""
    manifest = json.loads(layout.read(image))
    for inner in manifest.get("manifests", []):
        require_whole(layout, inner)
    for part in [manifest["config"], *manifest["layers"]] if "config" in manifest else []:
        layout.read(part)


def verify(folder, name, key, reference):
    sign_image.require_p256(key, "-pubin")
    layout = sign_image.Layout(folder)
    image = layout.image(name)
    require_whole(layout, image)
    reasons = []
    for layer in sign_image.layers_of(layout, sign_image.tag_of(image["digest"])):
        if layer.get("mediaType") != sign_image.PAYLOAD:
            continue
        payload = layout.read(layer)
        try:
            signature = base64.b64decode(layer["annotations"][sign_image.SIGNATURE], validate=True)
        except (KeyError, ValueError, TypeError):
            reasons.append("a layer has no signature")
            continue
        if not is_signed_by(key, payload, signature):
            reasons.append("it is not of this key")
            continue
        why_not = is_for(payload, image["digest"], reference)
        if why_not is None:
            return image["digest"]
        reasons.append(why_not)
    raise Wrong(f"{image['digest']} is not signed: {'; '.join(reasons) or 'it has no signature'}")


def main(arguments):
    return sign_image.run(verify, __doc__, arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
