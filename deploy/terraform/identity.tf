# docs/operate.md says why each statement is needed.
locals {
  dynamic_groups = {
    fotogal-functions = {
      description = "The functions of FotoGal"
      type        = "fnfunc"
    }
    fotogal-gateway = {
      description = "The gateway of FotoGal"
      type        = "ApiGateway"
    }
    fotogal-schedules = {
      description = "The schedule of FotoGal's sweep"
      type        = "resourceschedule"
    }
  }
  here = "in compartment id ${var.compartment_ocid}"
}

resource "oci_identity_dynamic_group" "fotogal" {
  for_each = var.make_policies ? local.dynamic_groups : {}
  provider = oci.home

  compartment_id = var.tenancy_ocid
  name           = each.key
  description    = each.value.description
  matching_rule  = "ALL {resource.type = '${each.value.type}', resource.compartment.id = '${var.compartment_ocid}'}"
}

resource "oci_identity_policy" "fotogal" {
  count    = var.make_policies ? 1 : 0
  provider = oci.home

  depends_on = [oci_identity_dynamic_group.fotogal]

  compartment_id = var.compartment_ocid
  name           = "fotogal"
  description    = "What the functions, the gateway and the schedule of FotoGal may do"
  statements = [
    "Allow dynamic-group fotogal-functions to manage nosql-rows ${local.here}",
    "Allow dynamic-group fotogal-functions to read nosql-tables ${local.here}",
    "Allow dynamic-group fotogal-functions to manage objects ${local.here} where target.bucket.name = '${var.bucket}'",
    "Allow dynamic-group fotogal-functions to manage buckets ${local.here} where all {target.bucket.name = '${var.bucket}', any {request.permission = 'PAR_MANAGE', request.permission = 'BUCKET_READ'}}",
    "Allow dynamic-group fotogal-functions to use log-content ${local.here}",
    "Allow dynamic-group fotogal-functions to use fn-invocation ${local.here}",
    "Allow dynamic-group fotogal-functions to read fn-function ${local.here}",
    "Allow dynamic-group fotogal-gateway to use functions-family ${local.here}",
    "Allow dynamic-group fotogal-schedules to use functions-family ${local.here}",
  ]
}
