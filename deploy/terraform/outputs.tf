output "endpoint" {
  description = "Where FotoGal answers; empty before the images are pushed"
  value       = try(oci_apigateway_deployment.fotogal[0].endpoint, "")
}

output "log_id" {
  description = "Log of audit events"
  value       = oci_logging_log.fotogal.id
}

output "web_bucket" {
  description = "Where `fotogal deploy` publishes the web client"
  value       = oci_objectstorage_bucket.web.name
}

output "mail_records" {
  description = "DNS records that receivers of mails look up; empty without mail_sender"
  value = join("\n", flatten([
    for dkim in oci_email_dkim.fotogal : [
      "${local.mail_domain}. TXT \"v=spf1 include:rp.oracleemaildelivery.com ~all\"",
      "${dkim.dns_subdomain_name}. CNAME ${dkim.cname_record_value}.",
      "_dmarc.${local.mail_domain}. TXT \"v=DMARC1; p=quarantine\"",
    ]
  ]))
}
