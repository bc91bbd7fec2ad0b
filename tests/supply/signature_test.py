"""Signatures of images: what this key signed is accepted, anything else is not."""

import base64
import contextlib
import io
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

ROOT = pathlib.Path(os.environ["FOTOGAL_SOURCE"])
sys.path.insert(0, str(ROOT / "scripts"))
import sign_image  # noqa: E402
import verify_image  # noqa: E402

REFERENCE = "registry.test:5000/fotogal/like:1"
REPOSITORY = "registry.test:5000/fotogal/like"
SCRATCH = tempfile.TemporaryDirectory()


def new_key(name, curve="prime256v1"):
    key, public = pathlib.Path(SCRATCH.name, name), pathlib.Path(SCRATCH.name, name + ".pub")
    subprocess.run(["openssl", "ecparam", "-name", curve, "-genkey", "-noout", "-out", key], check=True)
    subprocess.run(["openssl", "ec", "-in", key, "-pubout", "-out", public], check=True, capture_output=True)
    return key, public


KEY, PUBLIC = new_key("key")
OTHER_KEY, OTHER_PUBLIC = new_key("other")


def make_image(folder, content=b"a layer"):
    """The smallest image: a layer that is a tar of nothing, and its configuration."""
    folder = pathlib.Path(folder)
    (folder / "blobs/sha256").mkdir(parents=True)
    (folder / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
    (folder / "index.json").write_text('{"schemaVersion": 2, "manifests": []}')
    layout = sign_image.Layout(folder)
    layer = layout.add(content.ljust(1024, b"\0"), "application/vnd.oci.image.layer.v1.tar")
    config = layout.add(sign_image.compact({"architecture": "amd64", "os": "linux", "rootfs": {"type": "layers", "diff_ids": [layer["digest"]]}}),
                        sign_image.CONFIG)
    manifest = sign_image.compact({"schemaVersion": 2, "mediaType": sign_image.MANIFEST, "config": config, "layers": [layer]})
    layout.put("1", layout.add(manifest, sign_image.MANIFEST))
    return folder


class Signatures(unittest.TestCase):
    def setUp(self):
        self.folder = make_image(tempfile.mkdtemp(dir=SCRATCH.name) + "/layout", b"\0")

    def sign(self, key=KEY, reference=REFERENCE):
        return sign_image.sign(self.folder, None, key, reference)

    def verify(self, key=PUBLIC, reference=REFERENCE):
        return verify_image.verify(self.folder, None, key, reference)

    def refused(self, words, **how):
        with self.assertRaisesRegex(sign_image.Wrong, words):
            self.verify(**how)

    def change_signature(self, change):
        """Replaces the manifest of the signature by one that was changed."""
        layout = sign_image.Layout(self.folder)
        tag = sign_image.tag_of(layout.image()["digest"])
        manifest = json.loads(layout.read(layout.named(tag)[0]))
        change(manifest, layout)
        layout.put(tag, layout.add(sign_image.compact(manifest), sign_image.MANIFEST))

    def test_what_was_signed_is_verified(self):
        tag = self.sign()
        digest = self.verify()
        self.assertEqual(tag, digest.replace(":", "-") + ".sig")
        self.assertEqual(self.verify(reference=REPOSITORY), digest)

    def test_the_form_is_that_of_the_specification(self):
        tag = self.sign()
        layout = sign_image.Layout(self.folder)
        manifest = json.loads(layout.read(layout.named(tag)[0]))
        self.assertEqual(manifest["config"]["mediaType"], "application/vnd.oci.image.config.v1+json")
        [layer] = manifest["layers"]
        self.assertEqual(layer["mediaType"], "application/vnd.dev.cosign.simplesigning.v1+json")
        payload = json.loads(layout.read(layer))
        self.assertEqual(payload["critical"], {
            "identity": {"docker-reference": REFERENCE}, "image": {"docker-manifest-digest": layout.image()["digest"]},
            "type": "cosign container image signature"})
        der = base64.b64decode(layer["annotations"]["dev.cosignproject.cosign/signature"])
        self.assertEqual(der[0], 0x30)  # ASN.1: a sequence of two numbers

    def test_what_is_not_signed_or_by_another_is_refused(self):
        self.refused("it has no signature")
        self.sign(key=OTHER_KEY)
        self.refused("it is not of this key")
        self.verify(key=OTHER_PUBLIC)

    def test_several_signatures_stand_side_by_side(self):
        self.sign(key=OTHER_KEY)
        self.sign()
        self.sign(reference="elsewhere.test/like:2")
        self.verify()
        self.verify(key=OTHER_PUBLIC)
        self.verify(reference="elsewhere.test/like")
        self.refused("it was signed as", key=OTHER_PUBLIC, reference="elsewhere.test/like")

    def test_another_reference_is_refused(self):
        self.sign()
        for reference in ("registry.test:5000/fotogal/like:2", "registry.test:5000/fotogal/feed:1", "registry.test/fotogal/like",
                          "registry.test:5000/fotogal/lik", "registry.test:5000/fotogal", ""):
            self.refused("it was signed as", reference=reference)

    def test_a_signature_of_another_image_is_refused(self):
        tag = self.sign()
        stolen = self.folder
        self.folder = make_image(tempfile.mkdtemp(dir=SCRATCH.name) + "/layout", b"\1")
        layout, theirs = sign_image.Layout(self.folder), sign_image.Layout(stolen)
        shutil.copytree(stolen / "blobs", self.folder / "blobs", dirs_exist_ok=True)
        layout.put(sign_image.tag_of(layout.image()["digest"]), {k: v for k, v in theirs.named(tag)[0].items() if k != "annotations"})
        self.refused("what is signed is sha256:")

    def test_changed_payloads_and_signatures_are_refused(self):
        def another_payload(manifest, layout):
            content = layout.read(manifest["layers"][0]).replace(b"registry.test", b"registry.evil")
            manifest["layers"][0] |= layout.add(content, sign_image.PAYLOAD)

        def another_byte(manifest, _):
            raw = bytearray(base64.b64decode(manifest["layers"][0]["annotations"][sign_image.SIGNATURE]))
            raw[-1] ^= 1
            manifest["layers"][0]["annotations"][sign_image.SIGNATURE] = base64.b64encode(raw).decode()

        for change, words in [(another_payload, "not of this key"), (another_byte, "not of this key"),
                              (lambda it, _: it["layers"][0]["annotations"].update({sign_image.SIGNATURE: "!"}), "no signature"),
                              (lambda it, _: it["layers"][0].pop("annotations"), "no signature"),
                              (lambda it, _: it["layers"][0].update(mediaType="text/plain"), "it has no signature"),
                              (lambda it, _: it["layers"][0].update(size=1), "not what its digest says")]:
            self.setUp()
            self.sign()
            self.change_signature(change)
            self.refused(words)

    def test_signed_texts_of_another_kind_are_refused(self):
        for payload, words in [(b"text", "no simple signing"), (b"[]", "no simple signing"), (b'{"critical": {}}', "no simple signing"),
                               (sign_image.payload_of(sign_image.Layout(self.folder).image()["digest"], REFERENCE).replace(b"cosign container", b"atomic container"),
                                "of type")]:
            self.setUp()
            self.sign()

            def replace(manifest, layout, payload=payload):
                raw = sign_image.openssl("dgst", "-sha256", "-sign", str(KEY), stdin=payload).stdout
                manifest["layers"][0] |= layout.add(payload, sign_image.PAYLOAD)
                manifest["layers"][0]["annotations"] = {sign_image.SIGNATURE: base64.b64encode(raw).decode()}
            self.change_signature(replace)
            self.refused(words)

    def test_a_changed_image_is_refused(self):
        self.sign()
        for blob in (self.folder / "blobs/sha256").iterdir():
            content = blob.read_bytes()
            if b"simple" in content or b"critical" in content or b'"os":""' in content:
                continue
            blob.write_bytes(content + b" ")
            self.refused("not what its digest says")
            blob.unlink()
            self.refused("not what its digest says")
            blob.write_bytes(content)
        self.verify()

    def test_only_keys_of_the_curve(self):
        key, public = new_key("k1", "secp384r1")
        for act in (lambda: self.sign(key=key), lambda: self.verify(key=public), lambda: self.sign(key="/nowhere"), lambda: self.verify(key=KEY)):
            with self.assertRaisesRegex(sign_image.Wrong, "no key of the curve P-256"):
                act()

    def test_folders_that_are_no_layout(self):
        for name, content in [("oci-layout", '{"imageLayoutVersion": "2"}'), ("oci-layout", "{"), ("index.json", "[]"), ("index.json", None)]:
            folder = make_image(tempfile.mkdtemp(dir=SCRATCH.name) + "/layout")
            (folder / name).unlink() if content is None else (folder / name).write_text(content)
            with self.assertRaises(sign_image.Wrong):
                sign_image.Layout(folder)
        layout = sign_image.Layout(self.folder)
        for digest in ("sha256:../../../etc/passwd", "md5:00", None):
            with self.assertRaisesRegex(sign_image.Wrong, "no SHA-256"):
                layout.read({"digest": digest, "size": 0})

    def test_programs(self):
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            self.assertEqual(sign_image.main(["--key", str(KEY), "--reference", REFERENCE, str(self.folder), "1"]), 0)
            self.assertEqual(verify_image.main(["--key", str(PUBLIC), "--reference", REFERENCE, str(self.folder), "1"]), 0)
            self.assertEqual(verify_image.main(["--key", str(OTHER_PUBLIC), "--reference", REFERENCE, str(self.folder), "1"]), 1)
            self.assertEqual(sign_image.main(["--key", str(KEY), "--reference", REFERENCE, str(self.folder), "2"]), 1)
        self.assertIn("verify_image: sha256:", out.getvalue())
        self.assertIn("has 0 images named 2", out.getvalue())


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@unittest.skipUnless(shutil.which("skopeo") and shutil.which("docker-registry"), "needs skopeo and docker-registry")
class InARegistry(unittest.TestCase):
    """Image and signature go through a registry as they are. (skopeo could verify them, too, but Debian's has that switched off.)"""

    def setUp(self):
        self.scratch = pathlib.Path(tempfile.mkdtemp(dir=SCRATCH.name))
        self.registry = f"127.0.0.1:{free_port()}"
        settings = {"version": "0.1", "storage": {"filesystem": {"rootdirectory": str(self.scratch / "registry")}}, "http": {"addr": self.registry}}
        (self.scratch / "registry.yml").write_text(json.dumps(settings))
        process = subprocess.Popen(["docker-registry", "serve", self.scratch / "registry.yml"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        end = time.monotonic() + 30
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f"http://{self.registry}/v2/")
                break
            except urllib.error.URLError:
                time.sleep(0.02)

    def skopeo(self, *arguments):
        return subprocess.run(["skopeo", *map(str, arguments)], capture_output=True, text=True, check=False)

    def pushed(self, folder, name, to):
        done = self.skopeo("--insecure-policy", "copy", "--preserve-digests", "--dest-tls-verify=false", f"oci:{folder}:{name}", f"docker://{to}")
        self.assertEqual(done.returncode, 0, done.stderr)

    def fetch(self, repository, names, folder):
        for name in names:
            done = self.skopeo("--insecure-policy", "copy", "--preserve-digests", "--src-tls-verify=false", f"docker://{repository}:{name}",
                               f"oci:{folder}:{name}")
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_they_come_back_as_they_were_pushed(self):
        folder = make_image(self.scratch / "layout", b"\0")
        repository = f"{self.registry}/fotogal/like"
        self.pushed(folder, "1", f"{repository}:1")
        tag = sign_image.sign(folder, "1", KEY, f"{repository}:1")
        self.pushed(folder, tag, f"{repository}:{tag}")
        back = self.scratch / "back"
        self.fetch(repository, ["1", tag], back)
        self.assertEqual(verify_image.verify(back, "1", PUBLIC, f"{repository}:1"), sign_image.Layout(folder).image("1")["digest"])
        self.pushed(make_image(self.scratch / "another", b"\1"), "1", f"{repository}:1")
        self.fetch(repository, ["1"], back)
        with self.assertRaisesRegex(sign_image.Wrong, "it has no signature"):
            verify_image.verify(back, "1", PUBLIC, f"{repository}:1")


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=2))
