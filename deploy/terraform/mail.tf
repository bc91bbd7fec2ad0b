# What sends mails; nothing of it without mail_sender.
locals {
  has_mail    = var.mail_sender != ""
  mail_domain = try(split("@", var.mail_sender)[1], "")
}

# A setting of the whole tenancy: where mails are submitted.
data "oci_email_configuration" "tenancy" {
  count = local.has_mail ? 1 : 0

  compartment_id = var.tenancy_ocid
}

resource "oci_email_email_domain" "fotogal" {
  count = local.has_mail ? 1 : 0

  compartment_id = var.compartment_ocid
  name           = local.mail_domain
}

# Receivers look its key up by the DNS record in the output mail_records.
resource "oci_email_dkim" "fotogal" {
  count = local.has_mail ? 1 : 0

  email_domain_id = oci_email_email_domain.fotogal[0].id
  name            = "fotogal-${split(".", local.mail_domain)[0]}"
}

resource "oci_email_sender" "fotogal" {
  count = local.has_mail ? 1 : 0

  compartment_id = var.compartment_ocid
  email_address  = var.mail_sender
}

locals {
  mail_config = local.has_mail ? {
    FOTOGAL_MAIL_SENDER         = var.mail_sender
    FOTOGAL_MAIL_NAME           = var.mail_name
    FOTOGAL_MAIL_ENDPOINT       = data.oci_email_configuration.tenancy[0].http_submit_endpoint
    FOTOGAL_MAIL_COMPARTMENT_ID = var.compartment_ocid
    FOTOGAL_WEB_URL             = var.web_url
  } : {}
}
