resource "oci_objectstorage_bucket" "photos" {
  compartment_id = var.compartment_ocid
  namespace      = local.namespace
  name           = var.bucket
  access_type    = "NoPublicAccess"
}

# Read by everybody through the gateway, listed by nobody.
resource "oci_objectstorage_bucket" "web" {
  compartment_id = var.compartment_ocid
  namespace      = local.namespace
  name           = "${var.bucket}-web"
  access_type    = "ObjectReadWithoutList"
}

resource "oci_nosql_table" "fotogal" {
  for_each = { for table in local.tables : table.name => table }

  compartment_id = var.compartment_ocid
  name           = each.key
  ddl_statement  = each.value.ddl
  table_limits {
    capacity_mode      = var.on_demand ? "ON_DEMAND" : "PROVISIONED"
    max_read_units     = var.on_demand ? 0 : var.read_units
    max_write_units    = var.on_demand ? 0 : var.write_units
    max_storage_in_gbs = var.storage_gb
  }

  lifecycle {
    # The statement makes the table; it is never run again.
    ignore_changes = [ddl_statement]
    # Everybody's photos and words are in here: who really wants them gone deletes this line.
    prevent_destroy = true
  }
}

locals {
  indexes = flatten([
    for table in local.tables : [
      for index in table.indexes : { table = table.name, name = index.name, columns = index.columns }
    ]
  ])
}

resource "oci_nosql_index" "fotogal" {
  for_each = { for index in local.indexes : "${index.table}.${index.name}" => index }

  table_name_or_id = oci_nosql_table.fotogal[each.value.table].id
  name             = each.value.name
  is_if_not_exists = true
  dynamic "keys" {
    for_each = each.value.columns
    content {
      column_name = keys.value
    }
  }
}

resource "oci_logging_log_group" "fotogal" {
  compartment_id = var.compartment_ocid
  display_name   = "fotogal"
}

# Audit events of the functions.
resource "oci_logging_log" "fotogal" {
  log_group_id       = oci_logging_log_group.fotogal.id
  display_name       = "fotogal"
  log_type           = "CUSTOM"
  is_enabled         = true
  retention_duration = 30
}
