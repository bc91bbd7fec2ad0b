# docs/operate.md says why each statement is needed.
locals {
  # A schedule's rule names its OCID, so its group is there when the schedule is.
  dynamic_groups = merge({
    fotogal-functions = {
      description = "The functions of FotoGal"
      type        = "fnfunc"
      which       = "resource.compartment.id = '${var.compartment_ocid}'"
    }
    fotogal-gateway = {
      description = "The gateway of FotoGal"
      type        = "ApiGateway"
      which       = "resource.compartment.id = '${var.compartment_ocid}'"
    }
    }, { for name, schedule in oci_resource_scheduler_schedule.sweep : "fotogal-schedules" => {
      description = "The schedule of FotoGal's sweep"
      type        = "resourceschedule"
      which       = "resource.id = '${schedule.id}'"
    }
  })
  here = "in compartment id ${var.compartment_ocid}"
}

resource "oci_identity_dynamic_group" "fotogal" {
  for_each = var.make_policies ? local.dynamic_groups : {}
  provider = oci.home

  compartment_id = var.tenancy_ocid
  name           = each.key
  description    = each.value.description
  matching_rule  = "ALL {resource.type = '${each.value.type}', ${each.value.which}}"
}

resource "oci_identity_policy" "fotogal" {
  count    = var.make_policies ? 1 : 0
  provider = oci.home

  depends_on = [oci_identity_dynamic_group.fotogal]

  compartment_id = var.compartment_ocid
  name           = "fotogal"
  description    = "What the functions, the gateway and the schedule of FotoGal may do"
  statements = flatten([
    "Allow dynamic-group fotogal-functions to manage nosql-rows ${local.here}",
    "Allow dynamic-group fotogal-functions to read nosql-tables ${local.here}",
    "Allow dynamic-group fotogal-functions to manage objects ${local.here} where target.bucket.name = '${var.bucket}'",
    "Allow dynamic-group fotogal-functions to manage buckets ${local.here} where all {target.bucket.name = '${var.bucket}', any {request.permission = 'PAR_MANAGE', request.permission = 'BUCKET_READ'}}",
    "Allow dynamic-group fotogal-functions to read objects ${local.here} where target.bucket.name = '${oci_objectstorage_bucket.web.name}'",
    "Allow dynamic-group fotogal-functions to use log-content ${local.here}",
    "Allow dynamic-group fotogal-functions to use fn-invocation ${local.here}",
    "Allow dynamic-group fotogal-functions to read fn-function ${local.here}",
    [for sender in oci_email_sender.fotogal :
    "Allow dynamic-group fotogal-functions to use email-family ${local.here}"],
    "Allow dynamic-group fotogal-gateway to use functions-family ${local.here}",
    [for schedule in oci_resource_scheduler_schedule.sweep :
    "Allow dynamic-group fotogal-schedules to manage functions-family ${local.here}"],
  ])
}
