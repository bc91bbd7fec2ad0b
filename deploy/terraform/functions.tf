resource "oci_artifacts_container_repository" "fotogal" {
  for_each = local.functions

  compartment_id = var.compartment_ocid
  display_name   = "${local.repository_prefix}/${each.key}"
  is_public      = false
}

# Seals the cursors of lists.
resource "random_id" "cursor_key" {
  byte_length = 32
}

# Shows push services who sends: a private key of P-256 is any number of 32 bytes.
resource "random_id" "push_key" {
  byte_length = 32
}

resource "oci_functions_application" "fotogal" {
  compartment_id = var.compartment_ocid
  display_name   = var.application
  subnet_ids     = [var.subnet_id]
  shape          = var.shape
  config = merge({
    FOTOGAL_COMPARTMENT_ID   = var.compartment_ocid
    FOTOGAL_OBJECT_NAMESPACE = local.namespace
    FOTOGAL_BUCKET           = oci_objectstorage_bucket.photos.name
    FOTOGAL_LOG_ID           = oci_logging_log.fotogal.id
    FOTOGAL_CURSOR_KEY       = random_id.cursor_key.hex
    FOTOGAL_PUSH_KEY         = random_id.push_key.hex
  }, local.mail_config)

  lifecycle {
    precondition {
      condition     = var.mail_sender == "" || var.web_url != ""
      error_message = "Links in mails lead to web_url, which is needed with mail_sender."
    }
  }
}

# Functions that start others are told of them: their ids, and where each is invoked. Terraform cannot
# tell a function of itself: a job that goes on in the same function reads its id from FN_FN_ID, and
# its invoke endpoint from its own document.
locals {
  fanout_function = {
    for name, function in local.deployed_functions : name => function if name == "fanout"
  }
  job_functions = {
    for name, function in local.deployed_functions : name => function if contains(["deletion", "export"], name)
  }
  other_functions = {
    for name, function in local.deployed_functions : name => function if !contains(["fanout", "deletion", "export"], name)
  }
}

resource "oci_functions_function" "fanout" {
  for_each = local.fanout_function

  application_id                   = oci_functions_application.fotogal.id
  display_name                     = each.key
  image                            = "${var.image_prefix}/${each.key}:${var.image_tag}"
  memory_in_mbs                    = each.value.memory_in_mbs
  timeout_in_seconds               = each.value.timeout_in_seconds
  detached_mode_timeout_in_seconds = each.value.detached_mode_timeout_in_seconds
}

resource "oci_functions_function" "jobs" {
  for_each = local.job_functions

  application_id                   = oci_functions_application.fotogal.id
  display_name                     = each.key
  image                            = "${var.image_prefix}/${each.key}:${var.image_tag}"
  memory_in_mbs                    = each.value.memory_in_mbs
  timeout_in_seconds               = each.value.timeout_in_seconds
  detached_mode_timeout_in_seconds = each.value.detached_mode_timeout_in_seconds
  config = {
    FOTOGAL_FANOUT_FUNCTION_ID     = oci_functions_function.fanout["fanout"].id
    FOTOGAL_FANOUT_INVOKE_ENDPOINT = oci_functions_function.fanout["fanout"].invoke_endpoint
  }
}

resource "oci_functions_function" "others" {
  for_each = local.other_functions

  application_id                   = oci_functions_application.fotogal.id
  display_name                     = each.key
  image                            = "${var.image_prefix}/${each.key}:${var.image_tag}"
  memory_in_mbs                    = each.value.memory_in_mbs
  timeout_in_seconds               = each.value.timeout_in_seconds
  detached_mode_timeout_in_seconds = each.value.detached_mode_timeout_in_seconds
  config = {
    FOTOGAL_FANOUT_FUNCTION_ID       = oci_functions_function.fanout["fanout"].id
    FOTOGAL_FANOUT_INVOKE_ENDPOINT   = oci_functions_function.fanout["fanout"].invoke_endpoint
    FOTOGAL_DELETION_FUNCTION_ID     = oci_functions_function.jobs["deletion"].id
    FOTOGAL_DELETION_INVOKE_ENDPOINT = oci_functions_function.jobs["deletion"].invoke_endpoint
    FOTOGAL_EXPORT_FUNCTION_ID       = oci_functions_function.jobs["export"].id
    FOTOGAL_EXPORT_INVOKE_ENDPOINT   = oci_functions_function.jobs["export"].invoke_endpoint
  }
}

resource "oci_resource_scheduler_schedule" "sweep" {
  for_each = {
    for name, function in oci_functions_function.others : name => function if name == "sweep"
  }

  compartment_id     = var.compartment_ocid
  display_name       = "${var.application}-sweep"
  action             = "START_RESOURCE"
  recurrence_type    = "CRON"
  recurrence_details = var.sweep_every
  resources {
    id = each.value.id
  }
}
