#include "fotogal/feed/tag_pages.h"
#include "functions/feed/handler.h"
#include "functions/support/program.h"

const fotogal::FunctionProgram feed_program("feed", fotogal::feed::Handle,
                                            fotogal::WarmUpFeedAndTags);
