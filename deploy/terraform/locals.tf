# Read from the sources of `fotogal provision` and kept equal to them by the test `terraform`.
locals {
  tables        = jsondecode(file("${path.module}/tables.json"))
  functions     = jsondecode(file("${path.module}/functions.json"))
  specification = jsondecode(file("${path.module}/deployment.json"))
}

data "oci_objectstorage_namespace" "tenancy" {
  compartment_id = var.compartment_ocid
}

data "oci_identity_region_subscriptions" "tenancy" {
  tenancy_id = var.tenancy_ocid
}

locals {
  namespace               = data.oci_objectstorage_namespace.tenancy.namespace
  object_storage_endpoint = "https://objectstorage.${var.region}.${var.realm_domain}"
  home_region = [
    for region in data.oci_identity_region_subscriptions.tenancy.region_subscriptions :
    region.region_name if region.is_home_region
  ][0]

  # What follows host and namespace: "gru.ocir.io/namespace/fotogal" has the repositories fotogal/...
  image_path        = split("/", var.image_prefix)
  repository_prefix = join("/", slice(local.image_path, 2, length(local.image_path)))

  # Before images are pushed there is nothing that functions could run.
  has_images         = var.image_tag != ""
  deployed_functions = local.has_images ? local.functions : {}
}
