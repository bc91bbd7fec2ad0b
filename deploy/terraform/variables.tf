# The first three are filled in by Resource Manager.
variable "tenancy_ocid" {
  type = string
}

variable "compartment_ocid" {
  type        = string
  description = "Compartment of everything that is made here"
}

variable "region" {
  type        = string
  description = "Region, such as sa-saopaulo-1"
}

variable "subnet_id" {
  type        = string
  description = "Public regional subnet of the functions and the gateway"
}

variable "application" {
  type        = string
  default     = "fotogal"
  description = "Name of the Functions application, the gateway and the deployment"
}

variable "bucket" {
  type        = string
  default     = "fotogal"
  description = "Bucket of the photos; that of the web client has -web at the end"
}

variable "image_prefix" {
  type        = string
  description = "Where images are pushed: <region key>.ocir.io/<namespace>/<folder>"
}

variable "image_tag" {
  type        = string
  default     = ""
  description = "Tag of the pushed images; empty until they are pushed, then apply again"
}

variable "shape" {
  type        = string
  default     = "GENERIC_X86"
  description = "Processor of the images: GENERIC_X86, or GENERIC_ARM for arm64"
}

variable "sweep_every" {
  type        = string
  default     = "0 * * * *"
  description = "When sweep runs, as cron writes it, in UTC"
}

variable "on_demand" {
  type        = bool
  default     = true
  description = "Tables pay for what is used, not for what is reserved"
}

variable "read_units" {
  type        = number
  default     = 50
  description = "Reserved read units of each table, unless on demand"
}

variable "write_units" {
  type        = number
  default     = 50
  description = "Reserved write units of each table, unless on demand"
}

variable "storage_gb" {
  type        = number
  default     = 25
  description = "Most that each table may hold, in GB"
}

variable "realm_domain" {
  type        = string
  default     = "oraclecloud.com"
  description = "Domain of the realm; other than this only in government and dedicated realms"
}

variable "make_policies" {
  type        = bool
  default     = true
  description = "Make the dynamic groups and the policy too; needs an administrator"
}

variable "mail_sender" {
  type        = string
  default     = ""
  description = "From whom mails come, such as no-reply@photos.example; empty: FotoGal sends none"
}

variable "mail_name" {
  type        = string
  default     = "FotoGal"
  description = "Name that mails show beside the sender"
}

variable "web_url" {
  type        = string
  default     = ""
  description = "Address of the service for people, such as https://photos.example; needed with mail_sender"
}
